import JSON
package import LedgerCore

/// Money that leaves for a bank account, as the simulator's own book has it. Amounts are in minor units of `currency`.
package struct Transfer: Sendable {
  package enum State: String, Sendable {
    case accepted, requested, succeeded, failed, reversed, cancelled
  }

  package let id: String
  let provider: Provider
  /// The merchant's.
  package let reference: String
  package let amount: Int64
  let currency: Currency
  /// The provider's word for the bank.
  package let channel: String
  package let account: String
  let holder: String
  let description: String?
  let created: Timestamp
  package internal(set) var state = State.accepted
  /// In the provider's words, of one that failed.
  package internal(set) var failure: String?
  package internal(set) var updated: Timestamp
  /// When time alone does something next.
  var alarm: Timestamp?

  var json: JSONValue {
    [
      "provider": .string(provider.rawValue), "id": .string(id), "reference": .string(reference),
      "state": .string(state.rawValue), "currency": .string(currency.code), "amount": .integer(amount),
      "channel": .string(channel), "account": .string(account), "failure": .text(failure), "created": .time(created),
      "updated": .time(updated),
    ]
  }
}

/// Every transfer there ever was, and the banks they went to: what arrived on each account, counted on its own.
package struct TransferBook: Sendable {
  package private(set) var transfers: [Transfer] = []
  private var places: [String: Int] = [:]
  private var waiting: Set<Int> = []
  /// What lies on each account at a bank, and how many transfers have arrived there.
  package private(set) var arrived: [String: Arrival] = [:]

  package struct Arrival: Sendable, Equatable {
    package var amount: Int64 = 0
    package var transfers = 0
  }

  var nextAlarm: Timestamp? { waiting.compactMap { transfers[$0].alarm }.min() }

  func due(_ now: Timestamp) -> [Transfer] {
    waiting.sorted().map { transfers[$0] }.filter { $0.alarm.map { $0 <= now } ?? false }
  }

  package subscript(id: String) -> Transfer? { places[id].map { transfers[$0] } }

  /// Of that reference, in the order in which they were made.
  package func all(reference: String) -> [Transfer] { transfers.filter { $0.reference == reference } }

  /// - Precondition: the id is new.
  mutating func add(_ transfer: Transfer) {
    precondition(places[transfer.id] == nil, "a transfer's id is its own")
    places[transfer.id] = transfers.count
    transfers.append(transfer)
    settle(transfers.count - 1)
  }

  /// Nil, and nothing has changed, where its state does not allow it.
  mutating func move(_ id: String, to state: Transfer.State, failure: String? = nil, at now: Timestamp, alarm: Timestamp? = nil)
    -> Transfer?
  {
    guard let place = places[id], transfers[place].state.mayBecome(state) else { return nil }
    transfers[place].state = state
    transfers[place].failure = failure
    transfers[place].updated = now
    transfers[place].alarm = alarm
    let transfer = transfers[place]
    let account = transfer.channel + " " + transfer.account
    if state == .succeeded {
      arrived[account, default: Arrival()].amount += transfer.amount
      arrived[account, default: Arrival()].transfers += 1
    }
    if state == .reversed { arrived[account, default: Arrival()].amount -= transfer.amount }
    settle(place)
    return transfer
  }

  private mutating func settle(_ place: Int) {
    if transfers[place].alarm == nil { waiting.remove(place) } else { waiting.insert(place) }
  }

  /// What has left the balance of a provider: all that neither failed nor came back.
  func out(of provider: Provider) -> Int64 {
    transfers.reduce(0) { sum, transfer in
      let isOut = [.accepted, .requested, .succeeded].contains(transfer.state)
      return transfer.provider == provider && isOut ? sum + transfer.amount : sum
    }
  }

  var json: JSONValue {
    .array(
      arrived.keys.sorted().map { account -> JSONValue in
        [
          "account": .string(account), "amount": .integer(arrived[account]?.amount ?? 0),
          "transfers": .integer(Int64(arrived[account]?.transfers ?? 0)),
        ]
      })
  }
}

extension Transfer.State {
  func mayBecome(_ next: Transfer.State) -> Bool {
    switch self {
    case .accepted: [.requested, .succeeded, .failed, .cancelled].contains(next)
    case .requested: [.succeeded, .failed].contains(next)
    case .succeeded: next == .reversed
    case .failed, .reversed, .cancelled: false
    }
  }
}
