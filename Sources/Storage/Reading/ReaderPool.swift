import LedgerCore
import SQLite
import Threads

/// Read-only connections to one ledger, opened after its writer and closed before it.
///
/// One more than requests may have at once is for those who follow the ledger: a long list, or a backup, keeps no stream waiting.
final class ReaderPool: Sendable {
  /// Who reads.
  enum Purpose: Sendable {
    case request, following
  }

  private struct State {
    var idle: [LedgerReader] = []
    var opened = 0
    /// Readers that requests have.
    var requests = 0
    var isClosed = false
  }

  private let state = Monitor(State())
  private let path: String
  private let tag: LedgerTag
  private let options: StorageOptions

  init(path: String, tag: LedgerTag, options: StorageOptions) throws {
    self.path = path
    self.tag = tag
    self.options = options
  }

  /// Runs `body` with a reader, waiting for one to become free. Errors of SQLite and of broken rows become failures.
  func read<R>(for purpose: Purpose = .request, _ body: (LedgerReader) throws -> R) throws(LedgerFailure) -> R {
    let reader = try checkOut(purpose)
    defer { checkIn(reader, purpose) }
    do {
      return try body(reader)
    } catch let failure as LedgerFailure {
      throw failure
    } catch {
      throw .notApplied("the ledger could not be read: \(Outage.sentence(error))")
    }
  }

  /// Waits until no reader is in use, and closes them all.
  func close() {
    state.wait { state -> Step<Void> in
      state.isClosed = true
      guard state.idle.count == state.opened else { return .wait(nil) }
      state.idle.removeAll()
      state.opened = 0
      return .done(())
    }
  }

  func reopen() throws { state.withLock { $0.isClosed = false } }

  private enum Outcome {
    case reader(LedgerReader), open, closed
  }

  private func checkOut(_ purpose: Purpose) throws(LedgerFailure) -> LedgerReader {
    let limit = options.readersPerLedger
    let outcome = state.wait { state -> Step<Outcome> in
      if state.isClosed { return .done(.closed) }
      let mayHave =
        switch purpose {
        case .request: state.requests < limit
        case .following: !state.idle.isEmpty || state.opened <= limit
        }
      guard mayHave else { return .wait(nil) }
      if purpose == .request { state.requests += 1 }
      if let reader = state.idle.popLast() { return .done(.reader(reader)) }
      state.opened += 1
      return .done(.open)
    }
    switch outcome {
    case .reader(let reader): return reader
    case .closed: throw .fenced("the ledger is closed or being reopened; try again")
    case .open:
      do {
        return try LedgerReader(path: path, tag: tag, options: options)
      } catch {
        state.withLock { state in
          state.opened -= 1
          if purpose == .request { state.requests -= 1 }
        }
        state.broadcast()
        throw .notApplied("the ledger could not be opened for reading: \(Outage.sentence(error))")
      }
    }
  }

  private func checkIn(_ reader: LedgerReader, _ purpose: Purpose) {
    state.withLock { state in
      state.idle.append(reader)
      if purpose == .request { state.requests -= 1 }
    }
    state.broadcast()
  }
}
