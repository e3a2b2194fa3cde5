import HTTPServer
import JSON
import LedgerCore

/// `/_sim`: the customer with the telephone in his hand, and whoever looks at the simulator from outside. Amounts are in minor units
/// here.
extension World {
  mutating func customerDesk(_ call: Call, at now: Timestamp) -> Answer {
    switch (call.method, call.path.dropFirst().first ?? "") {
    case (.get, "book"): return Answer(book.json)
    case (.get, "payouts"):
      return Answer(["payouts": .array(transfers.transfers.map(\.json)), "arrived": transfers.json])
    // Where links in answers lead: the customer looks, and has not decided yet.
    case (.get, "wallet"), (.get, "3ds"):
      guard let charge = book[call.path.last ?? ""] else { break }
      return Answer(charge.json)
    case (.get, "webhooks"): return Answer(["attempts": .array(attempts)])
    case (.get, "health"): return Answer(["ready": true])
    case (.get, "faults"): return Answer(["faults": .array(faults.rules.map(\.json))])
    case (.delete, "faults"): return Answer(["cleared": .integer(Int64(faults.clear()))])
    case (.post, "faults"): return orderFault(call, at: now)
    case (.post, "clock"): return advance(call)
    case (.post, let word):
      guard let act = CustomerAct(rawValue: word) else { break }
      return customer(act, call, at: now)
    default: break
    }
    return .problem(
      404,
      "there is no \(call.method.name) /_sim/\(call.path.dropFirst().first ?? ""); there are GET book, payouts, webhooks, health, faults, "
        + "DELETE faults, POST faults, clock, \(CustomerAct.allCases.map(\.rawValue).joined(separator: ", "))")
  }

  private mutating func customer(_ act: CustomerAct, _ call: Call, at now: Timestamp) -> Answer {
    guard let body = call.body, body.objectValue != nil else {
      return .problem(400, "say which charge: {\"order_id\": …}, {\"reference_id\": …}, {\"qr_string\": …} or {\"id\": …}")
    }
    if act == .reverse, let reference = body["payout"]?.stringValue { return sendBack(reference, at: now) }
    if act == .decline, let refund = body["refund_id"]?.stringValue { return decline(refund, at: now) }
    guard let charge = find(body) else { return .problem(404, "there is no such charge") }
    let amount = body["amount"]?.integerValue
    guard body["amount"] == nil || amount != nil else { return .problem(400, "\"amount\" is a whole number of minor units") }
    guard amount == nil || charge.isReusable || amount == charge.amount else {
      return .problem(409, "the charge is \(charge.amount) minor units, not \(amount ?? 0): no app pays another amount")
    }
    let isLate = body["late"]?.boolValue == true
    let changed: Charge? =
      switch act {
      case .pay where isLate: happen(.payLate, to: charge.id, at: now)
      case .pay: pay(charge, amount: amount, at: now)
      case .decline: happen(.decline, to: charge.id, at: now)
      case .authorize: happen(.authorize, to: charge.id, at: now)
      case .expire: happen(.expire, to: charge.id, at: now)
      case .settle: happen(.settle, to: charge.id, at: now)
      case .reverse: happen(.reverse, to: charge.id, at: now)
      case .notify: tellAgain(charge, at: now)
      }
    guard let changed else {
      let why = charge.isReusable && amount == nil ? "it needs an \"amount\"" : "it is \(charge.state.rawValue)"
      return .problem(409, "cannot \(act.rawValue) \(charge.reference): \(why)")
    }
    return Answer(changed.json)
  }

  private func find(_ body: JSONValue) -> Charge? {
    if let id = body["id"]?.stringValue { return book[id] }
    if let code = body["qr_string"]?.stringValue { return book.find(qr: code) }
    if let order = body["order_id"]?.stringValue { return book.find(.midtrans, reference: order) }
    return body["reference_id"]?.stringValue.flatMap { book.find(.xendit, reference: $0) }
  }

  /// The bank turns a refund down that is under way.
  private mutating func decline(_ refund: String, at now: Timestamp) -> Answer {
    guard let charge = book.find(refund: refund), let found = charge.refunds.first(where: { $0.id == refund }) else {
      return .problem(404, "there is no such refund")
    }
    guard found.isUnderWay else { return .problem(409, "the refund is \(found.state.rawValue)") }
    settle(refund, of: charge.id, succeeds: false, at: now)
    return Answer(book[charge.id]?.json ?? .null)
  }

  /// The bank sends back a payout that had arrived.
  private mutating func sendBack(_ reference: String, at now: Timestamp) -> Answer {
    guard let transfer = transfers.all(reference: reference).last else { return .problem(404, "there is no such payout") }
    guard let reversed = reverse(transfer, at: now) else {
      return .problem(409, "the payout is \(transfer.state.rawValue)")
    }
    return Answer(reversed.json)
  }

  private mutating func orderFault(_ call: Call, at now: Timestamp) -> Answer {
    do {
      return Answer(201, faults.add(try FaultOrder(call.body ?? .null), at: now).json)
    } catch {
      return .problem(400, error.sentence)
    }
  }

  /// A person at the provider sends the notice of how a charge stands once more.
  private mutating func tellAgain(_ charge: Charge, at now: Timestamp) -> Charge {
    switch charge.provider {
    case .midtrans: tellMidtrans(charge, at: now)
    case .xendit: tellXendit(charge, after: .expire, at: now)
    }
    return charge
  }

  /// What is to expire need not be waited for.
  private mutating func advance(_ call: Call) -> Answer {
    guard let seconds = call.body?["advance"]?.integerValue, (0...400 * 86_400).contains(seconds) else {
      return .problem(400, "\"advance\" is a number of seconds from 0 to 400 days")
    }
    ahead += seconds
    return Answer(["ahead": .integer(ahead)])
  }
}

/// What can be done to a charge from the customer's side, or the bank's.
enum CustomerAct: String, CaseIterable {
  case pay, decline, authorize, expire, settle, reverse, notify
}
