import HTTPServer
import LedgerCore
import Synchronization
import Tenancy
import WalletAPI

/// What of an API key's use is worth a row of the audit trail: the first one ever, and refusals of keys that are known, for each key and
/// reason at most once a minute. Written off the request's path.
extension WalletService {
  func noteFirstUse(of key: APIKey, _ exchange: Exchange) {
    note(
      AuditEntry(
        Origin(.key(key.id), requestID: exchange.identity.text), .keyFirstUsed, tenant: key.tenant, subject: key.id.text,
        after: exchange.request.peer.map { [AuditEntry.Fact("peer", "uid:\($0.uid)")] } ?? []))
  }

  func noteRefusal(_ problem: Problem, _ exchange: Exchange) {
    guard let id = problem.refusedKey, let key = directory.key(id)?.key, refusals.isDue(id, problem.code) else { return }
    note(
      AuditEntry(
        Origin(.key(id), requestID: exchange.identity.text), .keyRefused, tenant: key.tenant, subject: id.text,
        after: [AuditEntry.Fact("reason", problem.code.rawValue)]
          + (exchange.request.peer.map { [AuditEntry.Fact("peer", "uid:\($0.uid)")] } ?? [])))
  }

  private func note(_ entry: AuditEntry) {
    let isTaken = workers.run { [directory, log] in
      do throws(TenantFailure) { try directory.audit([entry]) } catch {
        log.record(
          .warning, "audit row not written",
          [("action", entry.action.rawValue), ("subject", entry.subject), ("reason", Problem(error).detail)])
      }
    }
    guard !isTaken else { return }
    log.record(
      .warning, "audit row not written",
      [("action", entry.action.rawValue), ("subject", entry.subject), ("reason", "too many requests wait for the disk")])
  }
}

/// When each key was last noted as refused, by reason.
final class KeyRefusals: Sendable {
  private struct Case: Hashable {
    let key: KeyID
    let code: ProblemCode
  }

  private static let interval: Int64 = 60_000_000
  private let noted = Mutex<[Case: Int64]>([:])

  /// Whether a row is due now; then none is for a minute.
  func isDue(_ key: KeyID, _ code: ProblemCode, at now: Timestamp = .now) -> Bool {
    noted.withLock { noted in
      let refusal = Case(key: key, code: code)
      if let last = noted[refusal], abs(now.microseconds - last) < KeyRefusals.interval { return false }
      noted[refusal] = now.microseconds
      return true
    }
  }
}
