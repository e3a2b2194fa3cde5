import Foundation
import SQLite
import Synchronization
import Testing

@testable import LedgerCore
@testable import Sodium
@testable import Storage
@testable import Vault

/// Changes stored records in their file, and asks for them: nothing of a changed record may come out (RELIABILITY, row 10).
struct VaultMutations {
  typealias Reader = (TokenID) throws -> String

  enum Change: CustomStringConvertible {
    case flip(column: String, bit: Int)
    case copy(column: String, from: Int64)
    case swapParts
    case swapNonces
    case replace(column: String, sql: String)

    var description: String {
      switch self {
      case .flip(let column, let bit): "bit \(bit) of \(column) flipped"
      case .copy(let column, let from): "\(column) taken from record \(from)"
      case .swapParts: "secret and details exchanged"
      case .swapNonces: "the nonces of secret and details exchanged"
      case .replace(let column, let sql): "\(column) = \(sql)"
      }
    }
  }

  static let integers = ["created_at", "kind", "is_default", "deleted_at", "key"]
  static let blobs = ["fingerprint", "details", "secret", "request", "mark"]
  static let texts = ["customer", "request_key"]

  let fixture: VaultFixture
  let tokens: [TokenID]

  /// `records` cards of one customer each.
  init(records: Int) throws {
    fixture = try VaultFixture { $0.syncsEachCommit = false }
    let made = fixture
    tokens = try (0..<records).map { try made.tokenise(key: "key-\($0)", customer: "customer-\($0)").method.token }
    let prepared = fixture
    try prepared.onFile { try $0.execute("PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF") }
  }

  /// Every single-bit flip of one record.
  func flips(of token: TokenID) throws -> [Change] {
    let lengths = try fixture.onFile { file in
      try (VaultMutations.blobs + VaultMutations.texts).map { column in
        (column, Int(try file.integer("SELECT length(CAST(\(column) AS BLOB)) FROM records WHERE number = \(token.number)") ?? 0))
      }
    }
    return (VaultMutations.integers.map { ($0, 8) } + lengths).flatMap { column, bytes in
      (0..<bytes * 8).map { Change.flip(column: column, bit: $0) }
    }
  }

  func random(_ dice: inout SeededDice) -> Change {
    let other = Int64(dice.number(below: tokens.count)) + 1
    let columns = VaultMutations.integers + VaultMutations.blobs + VaultMutations.texts
    let column = columns[dice.number(below: columns.count)]
    return switch dice.number(below: 8) {
    case 0, 1, 2: .flip(column: column, bit: dice.number(below: VaultMutations.integers.contains(column) ? 64 : 8 * 16))
    case 3, 4: .copy(column: column, from: other)
    case 5: .swapParts
    case 6: .swapNonces
    default:
      .replace(
        column: column,
        sql: ["NULL", "randomblob(16)", "zeroblob(0)", "1", "abs(random())", "hex(randomblob(4))"][dice.number(below: 6)])
    }
  }

  /// Makes the change, reads, takes the change back. Returns whether something of the changed record came out; nil where the change
  /// changes nothing.
  func isAccepted(_ change: Change, of token: TokenID, by read: Reader) throws -> Bool? {
    let number = token.number
    let isChanged = try fixture.onFile { file -> Bool in
      try file.execute("DROP TABLE IF EXISTS temp.kept; CREATE TEMP TABLE kept AS SELECT * FROM records WHERE number = \(number)")
      try file.execute("DROP INDEX IF EXISTS record_of_request; DROP INDEX IF EXISTS one_default")
      do { try VaultMutations.apply(change, to: number, in: file) } catch let error as SQLiteError where error.isConstraint {
        // A strict table takes no value of another type, whatever else it is told to ignore.
        return false
      }
      return try file.integer(
        """
        SELECT count(*) FROM (SELECT *, \(VaultMutations.types) FROM records WHERE number = \(number)
        EXCEPT SELECT *, \(VaultMutations.types) FROM temp.kept)
        """) == 1
    }
    defer {
      do {
        try fixture.onFile { file in
          try file.execute("DELETE FROM records WHERE number = \(number); INSERT INTO records SELECT * FROM temp.kept")
        }
      } catch { Issue.record("the change could not be taken back: \(error)") }
    }
    guard isChanged else { return nil }
    do {
      _ = try read(token)
      return true
    } catch is VaultFailure { return false }
  }

  private static let types = (integers + blobs + texts).map { "typeof(\($0))" }.joined(separator: ", ")

  private static func apply(_ change: Change, to number: Int64, in file: Connection) throws {
    switch change {
    case .replace(let column, let sql):
      try file.execute("UPDATE OR IGNORE records SET \(column) = \(sql) WHERE number = \(number)")
    case .copy(let column, let from):
      try file.execute(
        "UPDATE records SET \(column) = (SELECT \(column) FROM records WHERE number = \(from)) WHERE number = \(number)")
    case .swapParts: try file.execute("UPDATE records SET secret = details, details = secret WHERE number = \(number)")
    case .swapNonces:
      try file.execute(
        """
        UPDATE records SET secret = CAST(substr(details, 1, 24) || substr(secret, 25) AS BLOB),
          details = CAST(substr(secret, 1, 24) || substr(details, 25) AS BLOB) WHERE number = \(number)
        """)
    case .flip(let column, let bit):
      if integers.contains(column) {
        // A null becomes a number of one bit.
        try file.execute("UPDATE records SET \(column) = coalesce(\(column), 0) WHERE number = \(number)")
        let value = try file.integer("SELECT \(column) FROM records WHERE number = \(number)") ?? 0
        try file.execute("UPDATE records SET \(column) = \(value ^ (1 << Int64(bit))) WHERE number = \(number)")
      } else {
        let select = try file.prepare("SELECT CAST(\(column) AS BLOB) FROM records WHERE number = \(number)")
        guard try select.step() else { return }
        var bytes = select.bytes(0)
        select.reset()
        guard bit / 8 < bytes.count else { return }
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        let value = texts.contains(column) ? "CAST(?1 AS TEXT)" : "?1"
        let update = try file.prepare("UPDATE records SET \(column) = \(value) WHERE number = \(number)")
        update.bind(1, blob: bytes)
        try update.run()
      }
    }
  }
}

/// Replays from its seed (SplitMix64).
struct SeededDice {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func number(below bound: Int) -> Int {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return Int((z ^ (z >> 31)) % UInt64(bound))
  }
}

extension VaultFixture {
  /// Runs `body` with the vault's own connection, between two commits.
  @discardableResult
  func onFile<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) throws -> T {
    guard let records = try vault().records as? SQLiteVault else { throw TestFailure("another engine") }
    let result = Mutex<Result<T, any Error>?>(nil)
    let done = DispatchSemaphore(value: 0)
    records.inspect { file in
      let value = Result { try body(file.connection) }
      result.withLock { $0 = value }
      done.signal()
    }
    done.wait()
    guard let value = result.withLock({ $0 }) else { throw TestFailure("no answer") }
    return try value.get()
  }
}
