package import LedgerCore

/// Every charge there ever was, in the order in which it was made. A value: no clock, no I/O.
///
/// It is the simulator's own, and the measure for those who keep books about the same payments.
package struct Book: Sendable {
  package private(set) var charges: [Charge] = []
  private var places: [String: Int] = [:]
  private var references: [Reference: [Int]] = [:]
  private var codes: [String: [Int]] = [:]
  private var refunds: [String: String] = [:]
  /// Charges with which time alone may still do something.
  private var awake: Set<Int> = []
  /// Nothing happens by time alone before: most calls need not look.
  package private(set) var nextAlarm: Timestamp?

  private struct Reference: Hashable {
    let provider: Provider
    let text: String
  }

  /// - Precondition: the id is new.
  mutating func add(_ charge: Charge) {
    precondition(places[charge.id] == nil, "a charge's id is its own")
    let place = charges.count
    places[charge.id] = place
    references[Reference(provider: charge.provider, text: charge.reference), default: []].append(place)
    if let qr = charge.qr { codes[qr, default: []].append(place) }
    charges.append(charge)
    settle(place)
  }

  package subscript(id: String) -> Charge? { places[id].map { charges[$0] } }

  /// The newest charge of that reference; one that may still be paid goes before others.
  func find(_ provider: Provider, reference: String) -> Charge? {
    newest(references[Reference(provider: provider, text: reference)] ?? [])
  }

  /// All charges of that reference, the newest first.
  func all(_ provider: Provider, reference: String) -> [Charge] {
    (references[Reference(provider: provider, text: reference)] ?? []).reversed().map { charges[$0] }
  }

  func find(qr: String) -> Charge? { newest(codes[qr] ?? []) }

  /// The charge that a refund gives back.
  func find(refund id: String) -> Charge? { refunds[id].flatMap { self[$0] } }

  /// Charges that expire or have refunds under way, in the order in which they were made.
  var waiting: [Charge] { awake.sorted().map { charges[$0] } }

  /// After what is due has been done.
  mutating func setAlarm() { nextAlarm = awake.compactMap { charges[$0].alarm }.min() }

  private func newest(_ places: [Int]) -> Charge? {
    (places.last { charges[$0].state == .pending } ?? places.last).map { charges[$0] }
  }

  /// Lets an event happen to a charge; nil, and nothing has changed, where its state does not allow it.
  ///
  /// - Parameter amount: what is taken, where it is not the whole amount.
  mutating func apply(_ event: ChargeEvent, to id: String, amount: Int64? = nil, at now: Timestamp) -> Charge? {
    guard let place = places[id], let next = charges[place].state.after(event) else { return nil }
    var charge = charges[place]
    // What was given back in part cannot be taken back whole.
    guard next.holdsMoney || charge.refundable == charge.captured else { return nil }
    if next.holdsMoney, !charge.state.holdsMoney { charge.captured = amount ?? charge.amount }
    if !next.holdsMoney { charge.captured = 0 }
    if next == .settled { charge.settled = now }
    charge.state = next
    charge.updated = now
    charges[place] = charge
    settle(place)
    return charge
  }

  /// What is not a matter of state.
  ///
  /// - Precondition: the charge exists.
  @discardableResult
  mutating func update(_ id: String, _ change: (inout Charge) -> Void) -> Charge {
    guard let place = places[id] else { preconditionFailure("only charges of the book are changed") }
    change(&charges[place])
    settle(place)
    return charges[place]
  }

  /// After every change: what is derived from a charge, and what holds for each.
  private mutating func settle(_ place: Int) {
    let charge = charges[place]
    precondition(charge.captured >= 0 && charge.refundable >= 0, "no more is given back than was taken")
    precondition(charge.isReusable || charge.captured <= charge.amount, "no more is taken than was asked for")
    for refund in charge.refunds { refunds[refund.id] = charge.id }
    if charge.alarm != nil { awake.insert(place) } else { awake.remove(place) }
    if let alarm = charge.alarm { nextAlarm = min(nextAlarm ?? alarm, alarm) }
  }
}
