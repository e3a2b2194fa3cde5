import LedgerCore
import SQLite

/// One pass over a ledger's rows in order of sequence, with everything that is checked along the way.
struct LedgerWalk: ~Copyable {
  private var postings: TruthCursor
  private var changes: TruthCursor
  private var outcomes: TruthCursor
  private var records: TruthCursor
  private var replay: TruthReplay
  private var chain: SealChainCheck
  private var anchors: AnchorCheck
  private var index: IndexCheck
  private let watermark: Watermark?
  private var holdsAtWatermark: [Int64: HoldTruth]?
  private var report: LedgerReport
  private var sequence: Int64 = 0

  init(_ identity: LedgerIdentity, on connection: Connection, anchors: [Anchor], keysInMemory: Int) throws(Finding) {
    let postings = try TruthCursor(.postings, on: connection)
    let changes = try TruthCursor(.accountChanges, on: connection)
    let outcomes = try TruthCursor(.outcomes, on: connection)
    let records = try TruthCursor(.recordChanges, on: connection)
    let replay = try TruthReplay(identity, on: connection, keysInMemory: keysInMemory)
    let chain = try SealChainCheck(from: identity.seal, on: connection)
    let watermark = try Watermark.read(on: connection)
    self.watermark = watermark
    index = IndexCheck(hashKey: identity.hashKey, watermark: watermark?.sequence ?? 0)
    self.postings = postings
    self.changes = changes
    self.outcomes = outcomes
    self.records = records
    self.replay = replay
    self.chain = chain
    self.anchors = AnchorCheck(anchors)
    report = LedgerReport(
      tenant: identity.tenant, createdAt: Timestamp(microseconds: identity.createdAt),
      head: LedgerReport.Head(seal: identity.seal))
  }

  /// Walks to the end; false when told to stop before.
  mutating func run(onProgress: ((Int64) -> Bool)?, every rows: Int64) throws(Finding) -> Bool {
    try passSeal()
    try postings.advance()
    try changes.advance()
    try outcomes.advance()
    try records.advance()
    while true {
      let (posting, change) = (postings.sequence ?? .max, changes.sequence ?? .max)
      let (outcome, record) = (outcomes.sequence ?? .max, records.sequence ?? .max)
      if posting <= change, posting <= outcome, posting <= record {
        guard postings.sequence != nil else { break }
        report.postings += 1
        try follow(posting, .postings, postings.row)
        try postings.advance()
      } else if change <= outcome, change <= record {
        try follow(change, .accountChanges, changes.row)
        report.accountChanges += 1
        try changes.advance()
      } else if outcome <= record {
        try follow(outcome, .outcomes, outcomes.row)
        report.outcomes += 1
        try outcomes.advance()
      } else {
        try follow(record, .recordChanges, records.row)
        report.recordChanges += 1
        try records.advance()
      }
      if sequence % rows == 0, onProgress?(sequence) == false { return false }
    }
    try chain.end(behind: sequence)
    try watermark?.checkReached(number: chain.number)
    try anchors.end(number: chain.number, sequence: sequence)
    return true
  }

  /// The first row below `row` that repeats a key or a reversal.
  mutating func firstRepeat(before row: Int64, on connection: Connection) throws(Finding) -> Finding? {
    try replay.onlyOnce.firstRepeat(upTo: min(sequence, row - 1), on: connection)
  }

  /// What is checked at the end, and what the file comes to.
  consuming func finish(on connection: Connection) throws(Finding) -> LedgerReport {
    report.totals = try TotalsCheck.totals(of: replay)
    let holds = watermark == nil ? nil : holdsAtWatermark ?? [:]
    try DerivedCheck(on: connection).check(replay, holdsAtWatermark: holds, watermark: watermark?.sequence ?? 0)
    try index.check(on: connection)
    report.accounts = Int64(replay.accounts.count)
    report.openHolds = Int64(replay.holds.count)
    report.head.sequence = sequence
    report.head.postedAt = sequence == 0 ? nil : Timestamp(microseconds: replay.clock.last)
    report.head.sealNumber = chain.number
    report.head.seal = chain.seal
    report.anchors = anchors.count
    return report
  }

  private mutating func follow(_ found: Int64, _ table: TruthTable, _ row: RowBuffer) throws(Finding) {
    guard found == sequence + 1 else {
      throw Finding(
        table: table.name, row: found, .sequence, "sequence", expected: "\(sequence + 1), for there are no gaps",
        found: "\(found)")
    }
    guard found <= Limits.highestSequence else {
      throw Finding(
        table: table.name, row: found, .sequence, "sequence", expected: "at most \(Limits.highestSequence)", found: "\(found)")
    }
    try replay.take(table, row)
    index.note(table, row)
    sequence = found
    guard try chain.take(found, row) else { return }
    try replay.endCommit()
    try passSeal()
  }

  /// A seal holds: is it the one the watermark or an anchor names?
  private mutating func passSeal() throws(Finding) {
    if let watermark, watermark.sealNumber == chain.number {
      try watermark.check(sequence: chain.sealedUpTo, seal: chain.seal, postings: report.postings)
      for index in replay.accounts.indices { replay.accounts[index].passWatermark() }
      holdsAtWatermark = replay.holds
    }
    if chain.number >= anchors.next { try anchors.check(number: chain.number, sequence: chain.sealedUpTo, seal: chain.seal) }
  }
}
