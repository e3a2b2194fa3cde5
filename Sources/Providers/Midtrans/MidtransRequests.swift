import JSON
import LedgerCore
import Payments

/// Requests to Midtrans, but for who asks. A body is at most 16 KB there: names and lists are cut to fit.
enum MidtransRequests {
  static func request(for call: ProviderCall) throws(ProviderRefusal) -> ProviderRequest {
    switch call {
    case .charge(let charge):
      let key = ProviderReference.idempotencyKey(.charge, try ProviderReference.ours(charge.reference))
      return post("/v2/charge", try MidtransCharge.body(charge), key: key)
    case .status(let charge): return get(try path(charge, "status"))
    case .capture(let charge, let amount): return try capture(charge, amount)
    case .cancel(let charge): return try cancel(charge)
    case .refund(let refund): return try self.refund(refund)
    // There is no call for one refund: the charge's status has them all.
    case .refundStatus(let refund): return get(try path(refund.charge, "status"))
    case .payout, .payoutStatus: throw ProviderRefusal(.unsupported, "nothing is paid out through this interface")
    }
  }

  static func objection(to charge: Charge) -> ProviderRefusal? {
    do {
      _ = try MidtransCharge.body(charge)
      return nil
    } catch { return error }
  }

  /// Midtrans takes a capture by its own id only.
  private static func capture(_ charge: ChargePointer, _ amount: Money) throws(ProviderRefusal) -> ProviderRequest {
    let reference = try ProviderReference.ours(charge.reference)
    guard charge.method == .card else { throw ProviderRefusal(.unsupported, "only a card is captured") }
    guard let transaction = charge.providerReference else {
      throw ProviderRefusal(.wrongState, "the transaction_id is not known: ask for the status first")
    }
    let rupiah = try Rupiah.whole(amount)
    guard amount.amount <= charge.amount.amount else {
      throw ProviderRefusal(.unsupported, "no more is captured than was authorized")
    }
    return post(
      "/v2/capture", ["transaction_id": .string(transaction.string), "gross_amount": .integer(rupiah)],
      key: ProviderReference.idempotencyKey(.capture, reference, String(rupiah)))
  }

  /// A card is cancelled, which frees what is authorized, and takes back what was paid a moment before: where that must not be it is expired, as
  /// all else is. Only that ends a code or number which a customer can still pay, and says so (407).
  private static func cancel(_ charge: ChargePointer) throws(ProviderRefusal) -> ProviderRequest {
    let action = charge.method == .card && !charge.isOnlyUnpaid ? "cancel" : "expire"
    let key = ProviderReference.idempotencyKey(.cancel, try ProviderReference.ours(charge.reference))
    return post(try path(charge, action), [:], key: key)
  }

  private static func refund(_ refund: RefundRequest) throws(ProviderRefusal) -> ProviderRequest {
    let reference = try ProviderReference.ours(refund.reference)
    guard !reference.contains(where: { $0 == "." || $0 == "~" }) else {
      throw ProviderRefusal(.invalid, "the reference of a refund has only A-Z a-z 0-9 - _")
    }
    let rupiah = try Rupiah.whole(refund.amount)
    guard let way = MidtransRefund.way(of: refund.charge.method) else {
      throw ProviderRefusal(.unsupported, "money that came this way is not given back through Midtrans")
    }
    guard refund.charge.method != .shopeepay || refund.amount == refund.charge.amount else {
      throw ProviderRefusal(.unsupported, "ShopeePay gives back all or nothing")
    }
    var body: JSONObject = JSONObject([("refund_key", .string(reference)), ("amount", .integer(rupiah))])
    if let reason = refund.reason { body["reason"] = .string(ShownText.line(reason.string).string) }
    return post(
      try path(refund.charge, way.path), .object(body), key: ProviderReference.idempotencyKey(.refund, reference))
  }

  private static func path(_ charge: ChargePointer, _ action: String) throws(ProviderRefusal) -> String {
    "/v2/" + (try ProviderReference.ours(charge.reference)) + "/" + action
  }

  private static let types = [
    ProviderRequest.Header("accept", "application/json"), ProviderRequest.Header("content-type", "application/json"),
  ]

  private static func get(_ path: String) -> ProviderRequest { ProviderRequest(.get, path, headers: types) }

  private static func post(_ path: String, _ body: JSONValue, key: String) -> ProviderRequest {
    ProviderRequest(.post, path, headers: types + [ProviderRequest.Header("idempotency-key", key)], body: body.encode())
  }
}
