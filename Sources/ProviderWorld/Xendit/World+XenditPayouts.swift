import JSON
import LedgerCore

/// Payouts, version 2: to accounts at banks, some of which have a fate of their own, as in Xendit's test mode.
extension World {
  mutating func createPayout(_ body: JSONValue, _ call: Call, declined: Bool, at now: Timestamp) throws(XenditProblem) -> Answer {
    guard call.headers["idempotency-key"] != nil else { throw .invalid("idempotency-key is required") }
    guard let reference = body["reference_id"]?.stringValue, (1...255).contains(reference.utf8.count) else {
      throw .invalid("reference_id has 1 to 255 characters")
    }
    guard let currency = body["currency"]?.stringValue.flatMap({ Currency($0) }), currency.code == "IDR" else {
      throw .invalid("currency is IDR")
    }
    guard let amount = Amounts.minor(number: body["amount"], currency), amount > 0, amount % 100 == 0 else {
      throw .invalid("amount is a whole number of rupiah above 0")
    }
    guard let channel = body["channel_code"]?.stringValue, channel.hasPrefix("ID_") else {
      throw XenditProblem(400, "CHANNEL_CODE_NOT_SUPPORTED_ERROR", "channel_code is not one of a bank")
    }
    let properties = body["channel_properties"] ?? .null
    guard let account = properties["account_number"]?.stringValue, let holder = properties["account_holder_name"]?.stringValue,
      (1...100).contains(holder.utf8.count), (1...40).contains(account.utf8.count)
    else { throw .invalid("channel_properties has account_number and account_holder_name") }
    var transfer = Transfer(
      id: "disb-" + chance.uuid(), provider: .xendit, reference: reference, amount: amount, currency: currency, channel: channel,
      account: account, holder: holder, description: body["description"]?.stringValue, created: now, updated: now)
    // Some accounts of the test mode are never decided about.
    transfer.alarm = account == "131313" ? nil : later(now)
    transfers.add(transfer)
    if declined { decide(transfer, failure: "INVALID_DESTINATION", at: now) }
    return Answer(payoutView(transfers[transfer.id] ?? transfer))
  }

  private func later(_ now: Timestamp) -> Timestamp { Timestamp(microseconds: now.microseconds + settings.confirmation * 1_000) }

  /// What time alone does to a transfer: the bank takes it, or not; one account sends it back.
  mutating func passTransfers(to now: Timestamp) {
    for transfer in transfers.due(now) {
      switch transfer.state {
      case .accepted: decide(transfer, failure: World.fate(of: transfer.account), at: now)
      case .succeeded: reverse(transfer, at: now)
      case .requested, .failed, .reversed, .cancelled: break
      }
    }
  }

  private static func fate(of account: String) -> String? {
    switch account {
    case "123456": "TEMPORARY_TRANSFER_ERROR"
    case "999999": "REJECTED_BY_CHANNEL"
    case "121212": "INVALID_DESTINATION"
    default: nil
    }
  }

  private mutating func decide(_ transfer: Transfer, failure: String?, at now: Timestamp) {
    let state: Transfer.State = failure == nil ? .succeeded : .failed
    let isReversed = failure == nil && transfer.account == "654321"
    let moved = transfers.move(transfer.id, to: state, failure: failure, at: now, alarm: isReversed ? later(now) : nil)
    if let moved { tellXendit(moved, at: now) }
  }

  /// The bank sends back what had arrived; nil where it had not.
  @discardableResult mutating func reverse(_ transfer: Transfer, at now: Timestamp) -> Transfer? {
    guard let moved = transfers.move(transfer.id, to: .reversed, failure: "INVALID_DESTINATION", at: now) else { return nil }
    tellXendit(moved, at: now)
    return moved
  }

  func payout(_ id: String) throws(XenditProblem) -> Transfer {
    guard let transfer = transfers[id] else { throw .missing("the payout") }
    return transfer
  }

  mutating func cancelPayout(_ transfer: Transfer, at now: Timestamp) throws(XenditProblem) -> Answer {
    guard let moved = transfers.move(transfer.id, to: .cancelled, at: now) else {
      throw XenditProblem(400, "CANCELLATION_NOT_ALLOWED_ERROR", "the payout is \(XenditWords.status(of: transfer))")
    }
    tellXendit(moved, at: now)
    return Answer(payoutView(moved))
  }

  func listPayouts(_ call: Call) throws(XenditProblem) -> Answer {
    guard let reference = call.query["reference_id"] else { throw .invalid("reference_id is required") }
    return Answer(["data": .array(transfers.all(reference: reference).map(payoutView)), "has_more": false])
  }

  func payoutView(_ transfer: Transfer) -> JSONValue {
    [
      "id": .string(transfer.id), "amount": Amounts.major(transfer.amount, transfer.currency),
      "channel_code": .string(transfer.channel), "currency": .string(transfer.currency.code),
      "description": .text(transfer.description), "reference_id": .string(transfer.reference),
      "status": .string(XenditWords.status(of: transfer)), "failure_code": .text(transfer.failure),
      "created": .time(transfer.created), "updated": .time(transfer.updated),
      "estimated_arrival_time": .time(transfer.created.adding(seconds: 900)), "business_id": .string(XenditWords.business),
      "channel_properties": ["account_holder_name": .string(transfer.holder), "account_number": .string(transfer.account)],
    ]
  }

  private mutating func tellXendit(_ transfer: Transfer, at now: Timestamp) {
    guard let name = XenditWords.event(of: transfer) else { return }
    tellXendit(name, lane: transfer.id, payoutView(transfer), nil, at: now)
  }
}

extension XenditWords {
  static func status(of transfer: Transfer) -> String {
    switch transfer.state {
    case .accepted: "ACCEPTED"
    case .requested: "REQUESTED"
    case .succeeded: "SUCCEEDED"
    case .failed: "FAILED"
    case .reversed: "REVERSED"
    case .cancelled: "CANCELLED"
    }
  }

  /// What is told of it; nil where nothing is.
  static func event(of transfer: Transfer) -> String? {
    switch transfer.state {
    case .accepted, .requested: nil
    case .succeeded: "payout.succeeded"
    case .failed: "payout.failed"
    case .reversed: "payout.reversed"
    case .cancelled: "payout.cancelled"
    }
  }
}
