import Audit

/// The auditor's room, which shares nothing with the engine, on a file that no daemon has open.
enum Offline {
  /// Throws what is wrong with the file.
  static func verify(_ path: String) throws -> LedgerReport {
    switch try LedgerVerifier().verify(path: path) {
    case .sound(let report): return report
    case .unsound(let finding): throw finding
    }
  }
}
