package import LedgerCore

/// Books some items of a settlement, and what is left when none is.
package struct BookSettlement: RecordWork {
  package let kind = OperationKind.housekeeping
  let settlement: SettlementID

  /// In one commit, which others wait for.
  static let piece: Int64 = 100

  package init(_ settlement: SettlementID) { self.settlement = settlement }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {}

  package func decide(_ transaction: any RecordTransaction) throws {
    guard var settlement = try transaction.find(settlement, Settlement.self), settlement.value.state == .booking else { return }
    let end = min(settlement.value.next + BookSettlement.piece, settlement.value.items)
    for index in settlement.value.next..<end {
      guard let change = try transaction.record(settlement.number + 1 + index),
        var item = try transaction.find(change.id(transaction.tag), SettlementItem.self), item.value.state != .booked
      else { continue }
      let wasParked = item.value.state == .parked
      try book(&item, &settlement, transaction)
      guard item.value.content != change.content else { continue }
      if wasParked, item.value.state == .booked { settlement.value.parked -= 1 }
      if !wasParked, item.value.state == .parked { settlement.value.parked += 1 }
      try transaction.save(item)
    }
    settlement.value.next = end
    if end == settlement.value.items { try conclude(&settlement, transaction) }
    try transaction.save(settlement)
  }

  /// Has the items that are parked looked at once more.
  static func lookAgain(_ settlement: Kept<Settlement>, _ transaction: any RecordTransaction) throws {
    var settlement = settlement
    if settlement.value.state == .open, settlement.value.parked > 0 {
      settlement.value.state = .booking
      settlement.value.next = 0
    }
    try transaction.save(settlement)
  }

  private func book(
    _ item: inout Kept<SettlementItem>, _ settlement: inout Kept<Settlement>, _ transaction: any RecordTransaction
  ) throws {
    switch try SettledThing.find(item.value, settlement.value, transaction) {
    case .known(var thing):
      try thing.settle()
      item.value.payment = thing.payment
      item.value.state = .booked
      item.value.reason = nil
      let line = item.value.line
      try SettlementBooks(transaction: transaction, settlement: settlement).settled(line)
      settlement.value.booked += 1
      settlement.value.net += line.net
      settlement.value.fees += line.fee
      settlement.value.taxes += line.tax
    case .parked(let reason, let payment):
      item.value.state = .parked
      item.value.reason = reason
      item.value.payment = payment
    }
  }

  /// All items were looked at: what came is held against what is booked.
  private func conclude(_ settlement: inout Kept<Settlement>, _ transaction: any RecordTransaction) throws {
    let value = settlement.value
    let short = value.paid.map { value.net - $0 } ?? 0
    // What was written off is no difference any more.
    try SettlementBooks(transaction: transaction, settlement: settlement).short(short - value.short)
    settlement.value.short = short
    settlement.value.state = settlement.value.parked > 0 || short != value.writtenOff ? .open : .settled
  }
}

/// A person accepts that another amount came than should have: recipe 18.
package struct AcceptSettlement: RecordWork {
  package let kind = OperationKind.acceptSettlement
  let settlement: SettlementID
  let reason: Text
  /// Who asks; kept with it, and not part of the request.
  let actor: Text

  package init(_ settlement: SettlementID, reason: Text, by actor: Text) {
    self.settlement = settlement
    self.reason = reason
    self.actor = actor
  }

  package func visitFields(_ fields: inout some RequestFieldVisitor) {
    fields.integer(.operation, Int64(kind.rawValue))
    fields.number(.settlement, settlement.rawValue)
    fields.text(.reason, reason)
  }

  package func decide(_ transaction: any RecordTransaction) throws {
    guard var settlement = try transaction.find(settlement, Settlement.self) else {
      throw Rejection(.settlementNotFound, FieldPath(.settlement))
    }
    let difference = settlement.value.short - settlement.value.writtenOff
    guard settlement.value.state == .open, difference != 0 || settlement.value.parked > 0 else {
      throw Rejection(.settlementWrongState, FieldPath(.settlement))
    }
    let limit = try transaction.find(named: PaymentSettings.name, PaymentSettings.self)?.value.writeOffLimit ?? 0
    guard abs(difference) <= limit else {
      throw Rejection(.writeOffAboveLimit, FieldPath(.settlement), available: limit, needed: abs(difference))
    }
    settlement.value.writtenOff += difference
    settlement.value.reason = reason
    settlement.value.acceptedBy = actor
    settlement.value.state = .accepted
    settlement = try transaction.save(settlement)
    try SettlementBooks(transaction: transaction, settlement: settlement).writtenOff(difference)
  }
}
