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
  /// When somebody must look at it again; nil: never. A record that is due is a job (docs/adr/0017-records.md).
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
