import Foundation
import SQLite
import Sodium

/// Writes small real ledger files by docs/internals/ledger-file.md alone: the second author of the format beside the engine.
///
/// It keeps no rules: what a test tells it, it writes, with the counters that follow. `seal` covers whatever the file holds then, so
/// that a test can falsify a row and have the falsification sealed.
final class LedgerScribe {
  struct Account {
    var debitsPosted: Int64 = 0
    var creditsPosted: Int64 = 0
    var debitsPending: Int64 = 0
    var creditsPending: Int64 = 0
    var version: Int64 = 0
    var last: Int64 = 0
    var facts: [String]
    var floor: Int64?
    var frozen: Int64 = 0
    var closed: Int64 = 0
  }

  struct Hold {
    let debit: Int64
    let credit: Int64
    let placedAt: Int64
    let expiresAt: Int64?
    var remaining: Int64
  }

  typealias Leg = (debit: Int64, credit: Int64, amount: Int64)

  static let tenant = "ten_01JCQ7Z5C0ABCDEFGHJKMNPQRS"
  static let start: Int64 = 1_760_000_000_000_000
  let folder: URL
  let path: String
  let connection: Connection
  private(set) var accounts: [Int64: Account] = [:]
  private(set) var holds: [Int64: Hold] = [:]
  private(set) var sequence: Int64 = 0
  private(set) var commits: [(first: Int64, last: Int64)] = []
  private(set) var seals: [[UInt8]] = []
  private(set) var now = LedgerScribe.start
  private var keys = 0
  /// Within work about records, which has one key at most: what its first row gets.
  private var workKey: String?
  /// While true, everything is written at one time.
  var isTimeHeld = false {
    didSet { if isTimeHeld { now += 1_000 } }
  }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("audit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.appendingPathComponent("ledger.db").path
    connection = try Connection(path: path, mode: .readWrite)
    let migrations = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources/Storage/Migrations")
    for name in ["m0001_ledger.sql", "m0002_records.sql"] {
      try connection.execute(String(decoding: Data(contentsOf: migrations.appendingPathComponent(name)), as: UTF8.self))
    }
    try connection.execute("CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL) STRICT")
    try connection.execute(
      "INSERT INTO ledger VALUES (1, '\(Self.tenant)', 4660, x'000102030405060708090a0b0c0d0e0f', \(Self.start))")
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  // MARK: Rows

  func sql(_ text: String) throws {
    try connection.execute("PRAGMA ignore_check_constraints = ON; " + text)
  }

  private func tick() -> Int64 {
    if !isTimeHeld { now += 1_000 }
    return now
  }

  private func literal(_ value: Int64?) -> String { value.map { "\($0)" } ?? "NULL" }
  private func literal(_ value: String?) -> String { value.map { "'\($0)'" } ?? "NULL" }

  private func nextKey(operation: Int64? = nil) -> String {
    if let key = workKey {
      workKey = "NULL, NULL"
      return key
    }
    keys += 1
    return "'key-\(keys)', x'01\(operation.map(fingerprint) ?? "AABBCCDDEE")'"
  }

  /// Work about records: what `body` writes has one time, and no key but that of the operation, on the first row.
  func work(_ operation: Int64? = nil, _ body: () throws -> Void) throws {
    let key = operation.map { nextKey(operation: $0) } ?? "NULL, NULL"
    (workKey, isTimeHeld) = (key, true)
    try body()
    (workKey, isTimeHeld) = (nil, false)
  }

  /// A row of a record: its first, or a later one `of` it.
  @discardableResult
  func record(
    _ kind: String, _ state: String, of record: Int64? = nil, parent: Int64? = nil, name: String? = nil, dueAt: Int64? = nil,
    body: String = #"{"a":"b"}"#
  ) throws -> Int64 {
    sequence += 1
    let number = record ?? sequence
    let time = tick()
    try sql(
      """
      INSERT INTO record_changes SELECT \(sequence), \(time), \(number),
        coalesce((SELECT created_at FROM record_changes WHERE sequence = \(number)), \(time)), '\(kind)', '\(state)',
        \(literal(parent)), \(literal(name)), \(literal(dueAt)), '\(body)', \(nextKey());
      INSERT OR REPLACE INTO records VALUES (\(number), \(sequence), '\(kind)', '\(state)', \(literal(parent)), \(literal(name)),
        \(literal(dueAt)))
      """)
    return number
  }

  func open(
    _ accountClass: String, _ currency: String = "IDR", code: String? = nil, floor: Int64? = nil, managedBy: String = "none"
  ) throws -> Int64 {
    let number = Int64(accounts.count) + 1
    let time = tick()
    accounts[number] = Account(
      facts: ["\(time)", literal(code), "'\(currency)'", "'\(accountClass)'", "'\(managedBy)'"], floor: floor)
    try write(change: "opened", number, at: time)
    return number
  }

  func change(_ change: String, _ number: Int64, _ edit: (inout Account) -> Void) throws {
    guard var account = accounts[number] else { return }
    edit(&account)
    accounts[number] = account
    try write(change: change, number, at: tick())
  }

  private func write(change: String, _ number: Int64, at time: Int64) throws {
    guard let account = accounts[number] else { return }
    sequence += 1
    try sql(
      """
      INSERT INTO account_changes VALUES (\(sequence), \(time), \(number), '\(change)', \(account.facts.joined(separator: ", ")),
        \(literal(account.floor)), \(account.frozen), \(account.closed), \(account.last), '{"a":"b"}', \(nextKey()))
      """)
  }

  func refuse(_ code: String = "insufficient_funds", account: Int64? = nil, operation: Int64? = nil, field: Int64 = 4) throws {
    sequence += 1
    try sql(
      """
      INSERT INTO outcomes VALUES (\(sequence), \(tick()), 'refusal', '\(code)', \(field), NULL, \(literal(account)), 5, 10,
        \(nextKey(operation: operation)))
      """)
  }

  /// A batch's own row: an atomic one of so many items, or one whose items are each on their own.
  func batch(atomic items: Int64? = nil) throws {
    sequence += 1
    keys += 1
    let request = "01\(fingerprint(9))14\(fingerprint(items == nil ? 0 : 1))15\(fingerprint(items ?? 2))"
    try sql(
      """
      INSERT INTO outcomes VALUES (\(sequence), \(tick()), 'batch', NULL, NULL, NULL, NULL, NULL, NULL, 'key-\(keys)', x'\(request)')
      """)
  }

  /// What a fingerprint holds of a number: five bytes of its hash.
  func fingerprint(_ number: Int64) -> String {
    let hash = int(number).withUnsafeBytes { ShortHash(key: Array(0...15)).hash($0) }
    return hex(Array(int(Int64(bitPattern: hash)).prefix(5)))
  }

  @discardableResult
  func post(_ legs: Leg..., effectiveAt: Int64? = nil, reverses: Int64? = nil, reference: String? = nil) throws -> Int64 {
    let first = sequence + 1
    let time = tick()
    for (index, leg) in legs.enumerated() {
      try write(
        1, leg, index, legs.count, at: time, effectiveAt: effectiveAt, reverses: index == 0 ? reverses : nil, reference: reference
      )
    }
    return first
  }

  @discardableResult
  func hold(_ leg: Leg, expiresIn: Int64? = nil) throws -> Int64 {
    let time = tick()
    let expiresAt = expiresIn.map { time + $0 }
    holds[sequence + 1] = Hold(
      debit: leg.debit, credit: leg.credit, placedAt: time, expiresAt: expiresAt, remaining: leg.amount)
    try write(2, leg, 0, 1, at: time, hold: sequence + 1, expiresAt: expiresAt)
    return sequence
  }

  func capture(_ number: Int64, _ amount: Int64, isFinal: Bool = false, then fees: Leg...) throws {
    guard let hold = holds[number] else { return }
    let rest = hold.remaining - amount
    let legs = 1 + (isFinal && rest > 0 ? 1 : 0) + fees.count
    let time = tick()
    try write(3, (hold.debit, hold.credit, amount), 0, legs, at: time, hold: number)
    if isFinal, rest > 0 { try write(4, (hold.debit, hold.credit, rest), 1, legs, at: time, hold: number) }
    for (index, fee) in fees.enumerated() { try write(1, fee, legs - fees.count + index, legs, at: time) }
  }

  func release(_ number: Int64) throws {
    guard let hold = holds[number] else { return }
    try write(4, (hold.debit, hold.credit, hold.remaining), 0, 1, at: tick(), hold: number)
  }

  func expire(_ number: Int64) throws {
    guard let hold = holds[number], let due = hold.expiresAt else { return }
    now = max(now, due)
    try write(5, (hold.debit, hold.credit, hold.remaining), 0, 1, at: tick(), effectiveAt: due, hold: number)
  }

  private func write(
    _ kind: Int64, _ leg: Leg, _ index: Int, _ legs: Int, at time: Int64, effectiveAt: Int64? = nil, hold: Int64? = nil,
    expiresAt: Int64? = nil, reverses: Int64? = nil, reference: String? = nil
  ) throws {
    guard var debit = accounts[leg.debit], var credit = accounts[leg.credit] else { return }
    sequence += 1
    let posted: Int64 = kind == 1 || kind == 3 ? leg.amount : 0
    let pending: Int64 = kind == 1 ? 0 : kind == 2 ? leg.amount : -leg.amount
    debit.debitsPosted += posted
    debit.debitsPending += pending
    credit.creditsPosted += posted
    credit.creditsPending += pending
    if let hold, kind > 2 { holds[hold]?.remaining -= leg.amount }
    let remaining = hold.flatMap { holds[$0]?.remaining }
    if remaining == 0 { holds[hold ?? 0] = nil }
    debit.version += 1
    credit.version += 1
    let keyed = index == 0 && kind != 5 ? nextKey() : "NULL, NULL"
    try sql(
      """
      INSERT INTO postings VALUES (\(sequence), \(index), \(legs), \(kind), \(leg.debit), \(leg.credit), \(leg.amount),
        \(debit.debitsPosted), \(debit.creditsPosted), \(debit.debitsPending), \(debit.creditsPending),
        \(credit.debitsPosted), \(credit.creditsPosted), \(credit.debitsPending), \(credit.creditsPending),
        \(debit.version), \(credit.version), \(debit.last), \(credit.last), \(time), \(literal(effectiveAt)), \(literal(hold)),
        \(literal(remaining)), \(literal(expiresAt)), \(literal(reverses)), \(literal(index == 0 ? reference : nil)), NULL, \(keyed))
      """)
    debit.last = sequence
    credit.last = sequence
    accounts[leg.debit] = debit
    accounts[leg.credit] = credit
  }

  // MARK: Commits and seals

  func commit() {
    let first = (commits.last?.last ?? 0) + 1
    if first <= sequence { commits.append((first, sequence)) }
  }

  /// The last commit ends earlier.
  func cutCommit(to last: Int64) {
    if let commit = commits.popLast() { commits.append((commit.first, last)) }
    sequence = last
  }

  /// Seals every commit anew, over what the file holds now; the watermark follows.
  func seal() throws {
    try sql("DELETE FROM seals")
    var previous = try digest(
      Array("walletd ledger 1\n\(Self.tenant)\n".utf8) + int(4660) + int(Self.start) + Array(0...15))
    seals = []
    for (index, commit) in commits.enumerated() {
      var bytes = previous + int(Int64(index) + 1) + int(commit.first) + int(commit.last)
      for row in try rows(commit.first, commit.last) { bytes += row }
      previous = try digest(bytes)
      seals.append(previous)
      try sql("INSERT INTO seals VALUES (\(index + 1), \(commit.first), \(commit.last), x'\(hex(previous))')")
      try sql("UPDATE watermark SET seal = x'\(hex(previous))' WHERE seal_number = \(index + 1)")
    }
  }

  private func digest(_ bytes: [UInt8]) throws -> [UInt8] { Digest.of(bytes) }

  func hex(_ bytes: [UInt8]) -> String { bytes.map { String(format: "%02x", $0) }.joined() }

  private func int(_ value: Int64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: value >> Int64(8 * $0)) } }

  private func rows(_ first: Int64, _ last: Int64) throws -> [[UInt8]] {
    var found: [(Int64, [UInt8])] = []
    for (tag, table) in [(UInt8(1), "postings"), (2, "account_changes"), (3, "outcomes"), (4, "record_changes")] {
      let select = try connection.prepare("SELECT * FROM \(table) WHERE sequence BETWEEN \(first) AND \(last)")
      while try select.step() {
        var bytes = [tag]
        for column in 0..<select.columnCount {
          switch select.kind(column) {
          case .integer: bytes += [1] + int(select.integer(column))
          case .text: bytes += [2] + int(Int64(select.bytes(column).count)).prefix(4) + select.bytes(column)
          case .blob: bytes += [3] + int(Int64(select.bytes(column).count)).prefix(4) + select.bytes(column)
          case .null, .real: bytes += [0]
          }
        }
        found.append((select.integer(0), bytes))
      }
    }
    return found.sorted { $0.0 < $1.0 }.map(\.1)
  }

  // MARK: Derived

  /// Writes the index of what there is, as one run.
  private func writeIndex() throws {
    let hasher = ShortHash(key: Array(0...15))
    let reference: UInt64 = 0x5bd1_e995_7b7d_1591
    let hold: UInt64 = 0x1656_67b1_9e37_79f9
    let reversal: UInt64 = 0x27d4_eb2f_85eb_ca77
    let sources: [(String, UInt64)] = [
      ("SELECT key, sequence FROM postings", 0), ("SELECT key, sequence FROM account_changes", 0),
      ("SELECT key, sequence FROM outcomes", 0), ("SELECT key, sequence FROM record_changes", 0),
      ("SELECT reference, sequence FROM postings", reference),
      ("SELECT hold, sequence FROM postings WHERE kind > 2", hold), ("SELECT reverses, sequence FROM postings", reversal),
    ]
    var buckets: [UInt64: [[UInt8]]] = [:]
    var count = 0
    for (source, domain) in sources {
      let select = try connection.prepare(source)
      while try select.step() {
        guard !select.isNull(0) else { continue }
        let name = select.kind(0) == .integer ? int(select.integer(0)) : select.bytes(0)
        let hash = name.withUnsafeBytes { hasher.hash($0) } ^ domain
        let entry = Array(int(Int64(bitPattern: hash)).prefix(7).reversed()) + int(select.integer(1)).prefix(5).reversed()
        buckets[hash >> 56, default: []].append(entry)
        count += 1
      }
    }
    for (bucket, entries) in buckets {
      let sorted = entries.sorted { $0.lexicographicallyPrecedes($1) }
      let page = (Int64(1) << 24) + Int64(bucket)
      let bytes = sorted.flatMap { $0 }
      let sum = bytes.withUnsafeBytes { hasher.hash($0) } ^ UInt64(bitPattern: page) &* 0x9e37_79b9_7f4a_7c15
      try sql("INSERT INTO index_pages VALUES (\(page), x'\(hex(bytes + int(Int64(bitPattern: sum))))')")
    }
    try sql("INSERT INTO index_runs VALUES (1, 0, 8, \(count))")
  }

  /// Saves the derived tables as of now, and a watermark at the last commit.
  func derive() throws {
    try seal()
    try writeIndex()
    for (number, account) in accounts where account.version > 0 {
      try sql(
        """
        INSERT OR REPLACE INTO account_states VALUES (\(number), \(account.last), \(account.version), \(account.debitsPosted),
          \(account.creditsPosted), \(account.debitsPending), \(account.creditsPending))
        """)
    }
    try sql("DELETE FROM open_holds")
    for (number, hold) in holds {
      try sql(
        """
        INSERT INTO open_holds VALUES (\(number), \(hold.debit), \(hold.credit), \(hold.placedAt), \(hold.remaining),
          \(literal(hold.expiresAt)))
        """)
    }
    try sql(
      "INSERT OR REPLACE INTO watermark VALUES (1, \(sequence), \(commits.count), x'\(hex(seals.last ?? []))', (SELECT count(*) FROM postings))"
    )
  }

  /// Writes everything down and lets go of the file, as a daemon that stopped.
  func close() throws {
    try connection.close()
  }
}
