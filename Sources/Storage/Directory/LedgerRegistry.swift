import LedgerCore
import SQLite
import Synchronization
import Tenancy
import Threads

/// What is due in ledgers that are closed: durable, so that a daemon that starts knows which it must look into, and when.
///
/// A row of the catalogue says "look inside" from before its ledger is opened until the time when something is due next was written after it
/// was closed in order. Opening waits until that is durable, closing does not: what was closed is written with the next that is opened, and
/// one that is opened again before then needs no writing at all. Several that are opened at once share a transaction.
final class LedgerRegistry: Sendable {
  private struct State {
    /// Ledgers whose row does not say "look inside", or may not: a commit that failed may yet be on the disk.
    var exact: Set<TenantID> = []
    /// Closed in order, and not written yet.
    var closed: [TenantID: LedgerRow] = [:]
    /// To be opened; their threads wait for the catalogue.
    var opening: Set<TenantID> = []
    /// Where closed ledgers stand.
    var sequences: [TenantID: Int64] = [:]
  }

  private let state = Mutex(State())
  /// A function that stood in a `Mutex` by itself would be wrapped once more whenever it is looked at: a generic value is stored in
  /// another form than it is called in, and the look writes it back. A chain of those grows until the stack is at its end.
  private struct Settling: Sendable {
    var body: @Sendable (Catalog) throws -> Void = { _ in }
  }

  /// Opens the catalogue anew where the outcome of its last commit is open.
  private let settling = Mutex(Settling())
  /// Held while the disk is waited for.
  let catalog: Monitor<Catalog>

  init(_ catalog: Monitor<Catalog>) { self.catalog = catalog }

  /// `body` is called before every writing, under the catalogue's lock.
  func settling(_ body: @escaping @Sendable (Catalog) throws -> Void) { settling.withLock { $0.body = body } }

  /// What the catalogue knows: every ledger that need not be looked into, and when something is due in it.
  func load() throws -> [TenantID: Timestamp?] {
    let rests = try catalog.withLock { try $0.rests() }
    state.withLock { state in
      for rest in rests {
        state.exact.insert(rest.tenant)
        state.sequences[rest.tenant] = rest.sequence
      }
    }
    return Dictionary(rests.map { ($0.tenant, $0.due) }) { first, _ in first }
  }

  /// Returns when the row durably says "look inside".
  func willOpen(_ tenant: TenantID) throws {
    let mustWrite = state.withLock { state in
      state.closed[tenant] = nil
      state.sequences[tenant] = nil
      guard state.exact.contains(tenant) else { return false }
      state.opening.insert(tenant)
      return true
    }
    guard mustWrite else { return }
    try catalog.withLock { catalog in
      let isMine = state.withLock { $0.opening.contains(tenant) }
      // Otherwise the thread that held the catalogue before wrote it too.
      if isMine { try write(catalog) }
    }
  }

  /// Takes down that a ledger was closed in order.
  func closed(_ tenant: TenantID, _ row: LedgerRow) {
    let waiting = state.withLock { state in
      state.closed[tenant] = row
      state.sequences[tenant] = row.sequence
      return state.closed.count
    }
    // What is not written is looked into after a kill: a bounded number.
    if waiting >= LedgerRegistry.mostUnwritten { _ = Result { try flush() } }
  }

  /// Uses the catalogue, which is opened anew first where the outcome of its last commit is open.
  func reading<R>(_ body: (Catalog) throws -> R) throws -> R {
    try catalog.withLock { catalog in
      try settle(catalog)
      return try body(catalog)
    }
  }

  /// Writes what was closed.
  func flush() throws { try catalog.withLock { try write($0) } }

  /// Where a ledger stands that was closed in order and not opened since.
  func sequence(ofClosed tenant: TenantID) -> Int64? { state.withLock { $0.sequences[tenant] } }

  static let mostUnwritten = 256

  private func settle(_ catalog: Catalog) throws { try settling.withLock { $0 }.body(catalog) }

  private func write(_ catalog: Catalog) throws {
    let (closed, opening) = state.withLock { state in
      defer {
        state.exact.formUnion(state.closed.keys)
        state.closed = [:]
        state.opening = []
      }
      return (state.closed, state.opening)
    }
    guard !closed.isEmpty || !opening.isEmpty else { return }
    do {
      try settle(catalog)
      try catalog.write(closed: closed, opening: opening)
      state.withLock { state in
        // One that is to be opened since then waits for the catalogue, to write it again.
        state.exact.subtract(opening)
      }
    } catch {
      // The others try for themselves. What was closed is written the next time, unless it was opened since.
      state.withLock { state in
        state.opening.formUnion(opening)
        for (tenant, row) in closed where state.sequences[tenant] == row.sequence && state.closed[tenant] == nil {
          state.closed[tenant] = row
        }
      }
      throw error
    }
  }
}
