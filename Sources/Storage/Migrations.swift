import SQLite
import Sodium

/// Forward-only changes of a schema, embedded in the binary and pinned by hash.
struct Migrations {
  struct Step {
    let name: String
    let sql: [UInt8]

    var hash: String { Digest.of(sql).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
  }

  let steps: [Step]

  static let ledger = Migrations(steps: [
    Step(name: "m0001_ledger", sql: PackageResources.m0001_ledger_sql),
    Step(name: "m0002_records", sql: PackageResources.m0002_records_sql),
  ])
  static let catalog = Migrations(steps: [
    Step(name: "m0001_catalog", sql: PackageResources.m0001_catalog_sql),
    Step(name: "m0002_access", sql: PackageResources.m0002_access_sql),
    Step(name: "m0003_ledgers", sql: PackageResources.m0003_ledgers_sql),
    Step(name: "m0004_audit_heads", sql: PackageResources.m0004_audit_heads_sql),
    Step(name: "m0005_audit_of_tenants", sql: PackageResources.m0005_audit_of_tenants_sql),
  ])

  static let vault = Migrations(steps: [
    Step(name: "m0001_vault", sql: PackageResources.m0001_vault_sql),
    Step(name: "m0002_requests", sql: PackageResources.m0002_requests_sql),
    Step(name: "m0003_provider_secrets", sql: PackageResources.m0003_provider_secrets_sql),
  ])

  /// Brings a file up to date, each step in a transaction of its own. A file that a newer walletd has written, or that another step of
  /// the same number has changed, is refused.
  func apply(to connection: Connection) throws {
    try connection.execute(
      "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL) STRICT")
    let applied = try connection.prepare("SELECT number, name, hash FROM migrations ORDER BY number")
    var count = 0
    while try applied.step() {
      guard count < steps.count else {
        throw LedgerFileError.newerSchema(path: connection.path, version: applied.integer(0), known: steps.count)
      }
      guard applied.text(2) == steps[count].hash else {
        throw LedgerFileError.alteredMigration(path: connection.path, name: steps[count].name)
      }
      count += 1
    }
    for (number, step) in steps.enumerated().dropFirst(count) {
      try connection.execute("BEGIN IMMEDIATE")
      do {
        try connection.execute(String(decoding: step.sql, as: UTF8.self))
        let note = try connection.prepare("INSERT INTO migrations (number, name, hash) VALUES (?1, ?2, ?3)")
        note.bind(1, Int64(number + 1))
        note.bind(2, text: step.name)
        note.bind(3, text: step.hash)
        try note.run()
        try connection.execute("COMMIT")
      } catch {
        // The first error is the one worth reporting; a failed ROLLBACK means SQLite had rolled back already.
        if !connection.isAutocommit { _ = Result { try connection.execute("ROLLBACK") } }
        throw error
      }
    }
  }
}
