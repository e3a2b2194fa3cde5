/// One request of a history, with when it began and ended (monotonic, nanoseconds) and what it was told.
struct Call: Sendable {
  let ask: Ask
  /// Unique in the history; also what a read is called.
  let key: String
  var start: UInt64
  /// Nil while nobody answered it.
  var end: UInt64?
  var answer: Answer?
  /// When the daemon that it was sent to was dead: what it did, it did before.
  var deadline = UInt64.max

  /// When its effect can have happened at the latest.
  var latest: UInt64 { end ?? deadline }
}

/// What clients asked and were told, and the order that the ledger gives to what it did.
struct History: Sendable {
  var calls: [Call] = []
  /// Requests that were sent a second time and then answered differently.
  var unlike: [String] = []
  /// The sequence of the row that carries a key, for all keys in the ledger after the accounts were opened.
  var places: [String: Int64] = [:]
  /// Sequence of the last row.
  var last: Int64 = 0
}

/// What a history did not keep to.
struct Finding: CustomStringConvertible {
  enum Kind: Sendable {
    /// The ledger has no row for what was acknowledged, or one that nobody asked for.
    case lost, invented
    /// A reply is not what the order gives.
    case reply
    /// The order, or what a read saw, contradicts real time.
    case time
  }

  let kind: Kind
  let text: String
  var description: String { "\(kind): \(text)" }
}
