import JSON
import LedgerCore
import Payments

/// Payouts, version 2: money out of the balance at Xendit to a bank account, done once under an idempotency key that never ends, and found again
/// by our reference.
///
/// Source: https://docs.xendit.co, xendit-python 7.0.0
enum XenditPayout {
  static func body(_ order: PayoutOrder) throws(ProviderRefusal) -> JSONValue {
    let rupiah = try Rupiah.whole(order.amount)
    guard let bank = Bank(code: order.destination.bank), let channel = channel(of: bank) else {
      throw ProviderRefusal(.unsupported, Text("bank \(order.destination.bank) is not paid out to"))
    }
    let reference = try ProviderReference.ours(order.reference)
    let account: JSONValue = [
      "account_holder_name": .string(order.destination.holder.string),
      "account_number": .string(order.destination.number.string),
    ]
    var body = JSONObject([
      ("reference_id", .string(reference)), ("channel_code", .string(channel)), ("channel_properties", account),
      ("amount", .integer(rupiah)), ("currency", "IDR"),
    ])
    if let description = order.description { body["description"] = .string(ShownText.line(description.string, most: 100).string) }
    return .object(body)
  }

  /// By its id where that is known, else by our reference, which answers with a list.
  static func path(_ order: PayoutOrder) throws(ProviderRefusal) -> String {
    if let id = order.providerReference { return "/v2/payouts/" + ProviderReference.escaped(id.string) }
    return "/v2/payouts?reference_id=" + ProviderReference.escaped(try ProviderReference.ours(order.reference))
  }

  /// Xendit's name of a bank; nil for one that it is not known to pay out to.
  private static func channel(of bank: Bank) -> String? {
    switch bank {
    case .bri: "ID_BRI"
    case .mandiri: "ID_MANDIRI"
    case .bni: "ID_BNI"
    case .danamon: "ID_DANAMON"
    case .permata: "ID_PERMATA"
    case .bca: "ID_BCA"
    case .maybank: "ID_MAYBANK"
    case .panin: "ID_PANIN"
    case .cimb: "ID_CIMB"
    case .uob: "ID_UOB"
    case .ocbc: "ID_OCBC"
    case .dbs: "ID_DBS"
    case .muamalat: "ID_MUAMALAT"
    case .sinarmas: "ID_SINARMAS"
    case .btn: "ID_BTN"
    case .smbc: "ID_BTPN"
    case .mega: "ID_MEGA"
    case .bsi: "ID_BSI"
    case .jago: "ID_JAGO"
    case .bcaDigital, .seabank: nil
    }
  }

  /// Codes of failures that pass: the same may go well some hours later, as another payout.
  private static let passing = ["INSUFFICIENT_BALANCE", "REJECTED_BY_CHANNEL", "TEMPORARY_TRANSFER_ERROR"]

  /// What an error means for a payout before it means anything else: nil, and it is read as every other call's.
  static func refusal(_ http: Int, _ code: String, _ call: ProviderCall) -> ProviderOutcome? {
    // There is no payout then, and may be one when there is money.
    guard case .payout = call, http == 400, code == "INSUFFICIENT_BALANCE" else { return nil }
    return .notSent(ProviderRefusal(.unavailable, Text(code)))
  }

  /// One payout, or the list of those under our reference.
  static func outcome(of order: PayoutOrder, _ object: AnswerObject) throws(Senseless) -> ProviderOutcome {
    guard object.has("data") else { return try outcome(of: order, one: object) }
    var found: ProviderOutcome?
    for entry in try object.objects("data") where try entry.text("reference_id") == order.reference.string {
      guard found == nil else { throw Senseless("several payouts have this reference_id") }
      found = try outcome(of: order, one: entry)
    }
    if let found { return found }
    guard !object.flag("has_more") else { throw Senseless("the list goes on, and this part has no such reference_id") }
    return .declined(ProviderRefusal(.notFound, "no payout has this reference_id"))
  }

  private static func outcome(of order: PayoutOrder, one object: AnswerObject) throws(Senseless) -> ProviderOutcome {
    guard try object.text("reference_id") == order.reference.string else { throw Senseless("it tells of another reference_id") }
    guard let id = try object.code("id") else { throw Senseless("id is missing") }
    guard let state = XenditStates.payout(try object.needed("status")) else {
      throw Senseless("status is a word that we do not know")
    }
    var facts = ProviderFacts(state: state, reference: order.reference, providerReference: Text(id))
    facts.amount = try object.money("amount", try object.currency())
    switch state {
    case .pending: return .pending(facts)
    case .failed, .refunded, .cancelled:
      let code = try object.text("failure_code")
      facts.failureCode = code.map { ShownText.line($0) }
      facts.mayPass = state == .failed && code.map(passing.contains) ?? false
      return .done(facts)
    case .succeeded, .authorized, .expired: return .done(facts)
    }
  }
}
