package import JSON
package import LedgerCore

/// Everything the simulator knows, and all it decides: calls in, answers and webhooks out. A value without clock, sockets or threads:
/// the same seed, calls and times give the same answers. Each provider's face is an extension in a folder of its own.
package struct World: Sendable {
  package let settings: Settings
  /// Of this server, for links in answers: "http://127.0.0.1:8099".
  let address: String
  package internal(set) var book = Book()
  /// What has left for banks, and what has arrived there.
  package internal(set) var transfers = TransferBook()
  var chance: Chance
  var faults: FaultPlan
  /// Answers to idempotency keys.
  var midtransKeys: [String: KeptAnswer] = [:]
  var xenditKeys: [String: KeptAnswer] = [:]
  /// Of Xendit, in the order in which they were made.
  var methods: [PaymentMethod] = []
  var methodPlaces: [String: Int] = [:]
  /// Told and not yet sent.
  var outbox: [Notice] = []
  /// Webhooks that wait for the next one of their provider.
  var overtaken: [Provider: Delivery] = [:]
  var deliveries = 0
  /// How the latest attempts at webhooks ended, for who asks.
  package var attempts: [JSONValue] = []
  /// Seconds by which the simulator's time is ahead of the machine's.
  package var ahead: Int64 = 0
  /// Lines for the log, since they were last taken.
  package var remarks: [String] = []

  package init(_ settings: Settings, seed: UInt64, address: String) {
    self.settings = settings
    self.address = address
    chance = Chance(seed: seed)
    faults = FaultPlan(seed: seed, millionths: settings.faults, delay: settings.delays)
  }

  /// An answer that is given again for the same key.
  struct KeptAnswer: Sendable {
    let answer: Answer
    let body: [UInt8]
    let at: Timestamp
    /// Until then the first caller is still waiting for it.
    var ready: Timestamp
  }

  /// Nothing happens by time alone before; nil: nothing at all.
  package var nextMoment: Timestamp? {
    let overtaken = overtaken.values.map { Timestamp(microseconds: $0.delay * 1_000) }
    return ([book.nextAlarm, transfers.nextAlarm] + overtaken).compactMap(\.self).min()
  }

  mutating func note(_ line: String) { remarks.append(line) }

  /// What time alone has brought about: codes that expire, banks that confirm refunds or take what is paid out.
  package mutating func pass(to now: Timestamp) {
    if let alarm = transfers.nextAlarm, alarm <= now { passTransfers(to: now) }
    guard let alarm = book.nextAlarm, alarm <= now else { return }
    defer { book.setAlarm() }
    for charge in book.waiting {
      if let end = charge.expires, end <= now, charge.state == .pending || charge.state == .authorized {
        _ = happen(.expire, to: charge.id, at: now)
      }
      for refund in charge.refunds where refund.isUnderWay && refund.confirms <= now {
        settle(refund.id, of: charge.id, succeeds: true, at: now)
      }
    }
  }

  /// Lets an event happen, and the provider tell of it; nil where the charge's state does not allow it.
  mutating func happen(_ event: ChargeEvent, to id: String, amount: Int64? = nil, at now: Timestamp) -> Charge? {
    guard let charge = book.apply(event, to: id, amount: amount, at: now) else { return nil }
    switch charge.provider {
    case .midtrans: tellMidtrans(charge, at: now)
    case .xendit: tellXendit(charge, after: event, at: now)
    }
    return book[id]
  }

  /// The bank's word about a refund under way.
  mutating func settle(_ refund: String, of id: String, succeeds: Bool, at now: Timestamp) {
    let charge = book.update(id) { charge in
      guard let place = charge.refunds.firstIndex(where: { $0.id == refund }) else { return }
      charge.refunds[place].state = succeeds ? .succeeded : .failed
      charge.refunds[place].confirmed = succeeds ? now : nil
      charge.updated = now
    }
    guard let settled = charge.refunds.first(where: { $0.id == refund }) else { return }
    switch charge.provider {
    case .midtrans: tellMidtrans(charge, at: now)
    case .xendit: tellXendit(settled, of: charge, at: now)
    }
  }
}
