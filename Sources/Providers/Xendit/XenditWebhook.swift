import LedgerCore
import Payments

/// Webhooks of Xendit: an event, and a token that shows who sent it.
///
/// The token is the same for all and signs nothing: who has seen one webhook can make others. That is why a notification is only a hint, and
/// money moves on the answer to a status call alone.
enum XenditWebhook {
  static func read(_ delivery: WebhookDelivery, tokens: [ProviderSecret]) throws(WebhookRefusal) -> ProviderNotification {
    guard let token = delivery.header("x-callback-token"), isKnown(token, tokens) else { throw .notAuthentic }
    do {
      let object = try AnswerObject(delivery.body)
      var notification = try notification(object)
      notification.eventID = eventID(delivery)
      return notification
    } catch { throw .malformed(error.what) }
  }

  /// What a body that was checked before is about; nil where it cannot be read.
  static func meaning(of body: [UInt8]) -> ProviderNotification? {
    do { return try notification(try AnswerObject(body)) } catch { return nil }
  }

  /// Every token is tried, so that the time does not tell which it was.
  private static func isKnown(_ text: String, _ tokens: [ProviderSecret]) -> Bool {
    var isKnown = false
    for token in tokens where token.isSame(as: text) { isKnown = true }
    return isKnown
  }

  /// The same for every attempt to deliver one event.
  private static func eventID(_ delivery: WebhookDelivery) -> Text? {
    guard let id = delivery.header("webhook-id"), (1...255).contains(id.utf8.count),
      id.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
    else { return nil }
    return Text(id)
  }

  private static func notification(_ object: AnswerObject) throws(Senseless) -> ProviderNotification {
    guard let event = try object.text("event") else { return ProviderNotification(subject: .other, kind: "no event") }
    let kind = ShownText.line(event)
    switch event {
    case "payment.succeeded", "payment.failed", "payment.pending", "payment.awaiting_capture":
      return ProviderNotification(subject: try charge(object), kind: kind)
    case "refund.succeeded", "refund.failed", "refund.pending":
      return ProviderNotification(subject: try refund(object), kind: kind)
    case "payout.succeeded", "payout.failed", "payout.reversed", "payout.pending", "payout.cancelled":
      return ProviderNotification(subject: try payout(object), kind: kind)
    default: return ProviderNotification(subject: .other, kind: kind)
    }
  }

  private static func charge(_ object: AnswerObject) throws(Senseless) -> ProviderNotification.Subject {
    let data = try data(of: object)
    let reference = try data.code("reference_id").map { Text($0) }
    let method = try data.object("payment_method")?.code("id")
    let request = try data.code("payment_request_id").map { XenditReference(request: $0, method: method).text }
    guard reference != nil || request != nil else { throw Senseless("reference_id and payment_request_id are missing") }
    return .charge(reference: reference, providerReference: request)
  }

  private static func refund(_ object: AnswerObject) throws(Senseless) -> ProviderNotification.Subject {
    let data = try data(of: object)
    let reference = try data.code("reference_id").map { Text($0) }
    let id = try data.code("id").map { Text($0) }
    guard reference != nil || id != nil else { throw Senseless("reference_id and id are missing") }
    return .refund(reference: reference, providerReference: id)
  }

  private static func payout(_ object: AnswerObject) throws(Senseless) -> ProviderNotification.Subject {
    let data = try data(of: object)
    let (reference, id) = (try data.code("reference_id").map { Text($0) }, try data.code("id").map { Text($0) })
    guard reference != nil || id != nil else { throw Senseless("reference_id and id are missing") }
    return .payout(reference: reference, providerReference: id)
  }

  /// What it is about. The samples of refunds have the whole event again inside of `data`.
  private static func data(of object: AnswerObject) throws(Senseless) -> AnswerObject {
    guard let data = try object.object("data") else { throw Senseless("data is missing") }
    return try data.object("data") ?? data
  }
}
