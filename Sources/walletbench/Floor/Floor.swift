import Glibc
import SQLite

/// The most a ledger on this disk could do: one plain row per transfer, `rowsPerCommit` rows in each durable commit, and nothing
/// else. No checks, no keys looked up, no balances, no sockets, no JSON.
///
/// WAL, `synchronous=FULL`, a passive checkpoint every 10,000 frames: as the daemon's own files are kept.
final class Floor {
  private static let framesBetweenCheckpoints = 10_000
  private static let schema = """
    CREATE TABLE transfers (
      sequence INTEGER PRIMARY KEY,
      key TEXT NOT NULL,
      debit TEXT NOT NULL,
      credit TEXT NOT NULL,
      amount INTEGER NOT NULL,
      posted_at INTEGER NOT NULL
    ) STRICT
    """

  private let connection: Connection
  private var random: Randomness
  private var key = [UInt8](repeating: 0, count: Field.keyBytes)
  private var debit = Array("wallet:00000".utf8)
  private var credit = Array("wallet:00000".utf8)

  init(path: String) throws {
    connection = try Connection(path: path, mode: .readWrite)
    random = Randomness()
    for pragma in ["journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=0"] {
      try connection.execute("PRAGMA " + pragma)
    }
    try connection.execute(Self.schema)
  }

  /// Appends rows for so long; returns how many became durable, and how long that took.
  func run(rowsPerCommit: Int, nanoseconds: UInt64) throws -> Throughput {
    let begin = try connection.prepare("BEGIN IMMEDIATE")
    let commit = try connection.prepare("COMMIT")
    let insert = try connection.prepare(
      "INSERT INTO transfers (key, debit, credit, amount, posted_at) VALUES (?1, ?2, ?3, ?4, ?5)")
    var result = Throughput()
    var rowsSinceCheckpoint = 0
    let start = Clock.now
    var end = start
    repeat {
      try begin.run()
      for _ in 0..<rowsPerCommit {
        nextRow()
        try key.withUnsafeBytes { key in
          try debit.withUnsafeBytes { debit in
            try credit.withUnsafeBytes { credit in
              insert.bind(1, borrowingText: key)
              insert.bind(2, borrowingText: debit)
              insert.bind(3, borrowingText: credit)
              insert.bind(4, Int64(Field.lowestAmount + random.below(Field.amounts)))
              insert.bind(5, Int64(end))
              try insert.run()
            }
          }
        }
      }
      try commit.run()
      // A commit writes its full pages and the one that is being filled; some 35 rows fit a page.
      rowsSinceCheckpoint += 1 + rowsPerCommit / 35
      if rowsSinceCheckpoint >= Self.framesBetweenCheckpoints {
        try connection.checkpoint()
        rowsSinceCheckpoint = 0
      }
      result.operations += rowsPerCommit
      try Interruption.check()
      end = Clock.now
    } while end - start < nanoseconds
    result.nanoseconds = end - start
    return result
  }

  private func nextRow() {
    Field.writeKey(&random, into: &key, at: 0)
    let (from, to) = random.pair(below: Field.accounts)
    Field.write(from, digits: Field.accountDigits, into: &debit, at: 7)
    Field.write(to, digits: Field.accountDigits, into: &credit, at: 7)
  }
}
