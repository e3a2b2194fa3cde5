import LedgerCore
import Payments

/// Webhooks of Midtrans: the state of a transaction, signed.
///
/// The signature is over the order, the status code and the amount, exactly as they are written, and a server key. It is **not** over
/// `transaction_status`: whoever has seen one webhook can send it again with another state, and it verifies. That is why a notification is
/// only a hint, and money moves on the answer to a status call alone.
enum MidtransWebhook {
  static func read(_ body: [UInt8], keys: [ProviderSecret]) throws(WebhookRefusal) -> ProviderNotification {
    let delivery: Delivery
    do { delivery = try Delivery(body) } catch { throw .malformed(error.what) }
    guard isSigned(delivery, keys) else { throw .notAuthentic }
    do { return try notification(delivery) } catch { throw .malformed(error.what) }
  }

  /// What a body that was checked before is about; nil where it cannot be read.
  static func meaning(of body: [UInt8]) -> ProviderNotification? {
    do { return try notification(try Delivery(body)) } catch { return nil }
  }

  private struct Delivery {
    let object: AnswerObject
    let order: String
    /// What is signed, as it was received: another spelling of the same amount has another signature.
    let signed: String
    /// Empty where there is none, which signs nothing.
    let signature: String

    init(_ body: [UInt8]) throws(Senseless) {
      object = try AnswerObject(body)
      order = try object.needed("order_id")
      signed = order + (try object.needed("status_code")) + (try object.needed("gross_amount"))
      signature = try object.text("signature_key") ?? ""
    }
  }

  /// Every key is tried, so that the time does not tell which it was.
  private static func isSigned(_ delivery: Delivery, _ keys: [ProviderSecret]) -> Bool {
    var isSigned = false
    for key in keys where key.signs(delivery.signed, delivery.signature) { isSigned = true }
    return isSigned
  }

  private static func notification(_ delivery: Delivery) throws(Senseless) -> ProviderNotification {
    let object = delivery.object
    let status = try object.needed("transaction_status")
    let kind = ShownText.line(status.lowercased())
    if MidtransStates.isRefund(status), let key = try MidtransRefund.latest(object) {
      return ProviderNotification(subject: .refund(reference: Text(key), providerReference: nil), kind: kind)
    }
    let transaction = try object.code("transaction_id").map { Text($0) }
    return ProviderNotification(subject: .charge(reference: Text(delivery.order), providerReference: transaction), kind: kind)
  }
}
