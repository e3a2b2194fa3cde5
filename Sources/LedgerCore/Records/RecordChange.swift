/// One row of a record's own history: the record as it was after the change.
///
/// A record is what a room above the ledger keeps beside the postings (a payment, a refund, a webhook that arrived), committed with them.
/// The ledger orders, seals and finds records; what is in a body only the room that wrote it knows.
package struct RecordChange: Sendable, Hashable {
  package let sequence: Int64
  package let postedAt: Timestamp
  /// The sequence of the record's first row, which is its number for good.
  package let record: Int64
  package let createdAt: Timestamp
  package let content: RecordContent

  package init(sequence: Int64, postedAt: Timestamp, record: Int64, createdAt: Timestamp, content: RecordContent) {
    self.sequence = sequence
    self.postedAt = postedAt
    self.record = record
    self.createdAt = createdAt
    self.content = content
  }

  package var isCreation: Bool { sequence == record }

  package func id<E: Entity>(_ tag: LedgerTag) -> ID<E> { ID(time: createdAt, tag: tag, number: record) }
}

/// What a record says.
package struct RecordContent: Sendable, Hashable {
  /// What it is (`payment`, `refund`); never changes.
  package var kind: Text
  /// How it stands, in a word of its kind; what lists are filtered by.
  package var state: Text
  /// Whose it is: the number of the record it belongs to (a refund to its payment). Never changes.
  package var parent: Int64?
  /// A name that no other record of its kind has. Never changes.
  package var name: Text?
  /// When somebody must look at it again; nil: never. A record that is due is a job (docs/adr/0017-records.md), and one that is due at the end
  /// of time is a dead letter (docs/adr/0021-jobs.md).
  package var dueAt: Timestamp?
  /// The rest, as a JSON object.
  package var body: Text

  package init(kind: Text, state: Text, parent: Int64? = nil, name: Text? = nil, dueAt: Timestamp? = nil, body: Text) {
    self.kind = kind
    self.state = state
    self.parent = parent
    self.name = name
    self.dueAt = dueAt
    self.body = body
  }

  /// Whether a ledger can hold it: what an auditor asks of every row, but that a body is JSON.
  package var isWithinLimits: Bool {
    let isNamed = name.map { name in name.withBytes { (1...Limits.recordNameBytes).contains($0.count) } } ?? true
    let isDueInTime = dueAt.map { RecordContent.times.contains($0.microseconds) } ?? true
    return RecordContent.isWord(kind) && RecordContent.isWord(state) && isNamed && isDueInTime
      && body.withBytes { (2...Limits.recordBodyBytes).contains($0.count) }
  }

  /// From 1970 to the end of year 9999, in microseconds.
  private static let times: Range<Int64> = 0..<253_402_300_800_000_000

  /// When something is due that nobody waits for to come due: it was given up, and a person must look at it. The last moment there is.
  package static let never = Timestamp(microseconds: times.upperBound - 1)

  /// Small letters and underscores.
  private static func isWord(_ text: Text) -> Bool {
    text.withBytes { bytes in
      (1...Limits.recordWordBytes).contains(bytes.count)
        && bytes.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "_") }
    }
  }
}

/// Which records a list wants, newest first; all that is given must hold.
package struct RecordQuery: Sendable {
  package var kind: Text
  package var state: Text?
  package var parent: Int64?

  package init(kind: Text, state: Text? = nil, parent: Int64? = nil) {
    self.kind = kind
    self.state = state
    self.parent = parent
  }
}

/// Which of the records that are due a list wants, in the order in which they are: all that is given must hold.
package struct DueQuery: Sendable {
  /// The first and the last moment they are due at.
  package var from: Timestamp
  package var to: Timestamp

  package init(from: Timestamp = Timestamp(microseconds: 0), to: Timestamp = RecordContent.never) {
    self.from = from
    self.to = to
  }
}

/// A place among records that are due: behind this one.
package struct DuePlace: Sendable, Hashable, Comparable {
  package var dueAt: Timestamp
  package var record: Int64

  package static func < (left: DuePlace, right: DuePlace) -> Bool { (left.dueAt, left.record) < (right.dueAt, right.record) }

  package init(dueAt: Timestamp, record: Int64) {
    self.dueAt = dueAt
    self.record = record
  }
}

/// How many records of a kind are due.
package struct DueCount: Sendable, Hashable {
  package var kind: Text
  /// Those whose time has come, those whose time will come, and those that were given up.
  package var due: Int64
  package var waiting: Int64
  package var dead: Int64
  /// Since when the oldest of those whose time has come waits.
  package var oldest: Timestamp?
  /// Those of which `stuck` is the state although they were made long ago.
  package var stuck: Int64

  package init(kind: Text, due: Int64, waiting: Int64, dead: Int64, oldest: Timestamp?, stuck: Int64) {
    self.kind = kind
    self.due = due
    self.waiting = waiting
    self.dead = dead
    self.oldest = oldest
    self.stuck = stuck
  }

  package static func + (one: DueCount, other: DueCount) -> DueCount {
    DueCount(
      kind: one.kind, due: one.due + other.due, waiting: one.waiting + other.waiting, dead: one.dead + other.dead,
      oldest: [one.oldest, other.oldest].compactMap(\.self).min(), stuck: one.stuck + other.stuck)
  }
}
