import LedgerCore
import Tenancy

/// What a ledger leaves behind when it is closed in order, so that it need not be opened to know it.
struct LedgerRest: Sendable {
  let head: LedgerHead
  /// When something in it is due next, so that it must be opened by then; nil: nothing ever.
  let due: Timestamp?
}

/// How the registry of the catalogue remembers it.
struct LedgerRow: Sendable {
  let sequence: Int64
  let due: Timestamp?
  /// Nil for a ledger without rows.
  let head: SignedHead?
}
