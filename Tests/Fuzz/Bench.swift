import Glibc
import LedgerCore
import Synchronization
import Tenancy

@testable import API
@testable import HTTPServer

/// The service on a bench: a directory with one tenant, its ledger changed for every request, and where answers arrive.
final class Bench: Sendable {
  let directory = PaperDirectory()
  let completions: HTTPCompletions
  let exchange = HTTPExchangeID(connection: HTTPConnectionID(number: 1), sequence: 0)
  let service: WalletService

  init() {
    let readiness = Readiness()
    readiness.value = true
    var streams = StreamLimits()
    streams.hasThread = false
    service = WalletService(
      directory: directory, workers: WorkerPool(threads: 1, depth: 8), log: Silence(), readiness: readiness,
      peers: PeerRules(daemonUser: 0), streams: streams,
      version: "fuzz", serverStatistics: { HTTPStatistics() })
    do throws(SocketError) {
      completions = try HTTPCompletions(counters: HTTPCounters(), streamBytes: 1 << 20)
    } catch {
      fatalError("no eventfd: \(error)")
    }
  }

  struct Missing: Error, CustomStringConvertible {
    let description: String
  }

  /// The one answer. Reads come from a worker's thread: wait for it.
  func answer() -> Result<HTTPResponse, Missing> {
    var taken: [HTTPCompletion] = []
    var turns = 0
    service.runStreams()
    while taken.isEmpty {
      completions.take(into: &taken)
      // Of streams only the beginning is an answer; the rest is for somebody who stays.
      taken.removeAll { $0.isRestOfStream }
      if taken.isEmpty { sched_yield() }
      turns += 1
      if turns > 50_000_000 { return .failure(Missing(description: "no answer")) }
    }
    guard taken.count == 1 else { return .failure(Missing(description: "\(taken.count) answers")) }
    switch taken[0].event {
    case .response(let make): return .success(make())
    case .streamStart(let make, let state):
      state.wasClosed()
      return .success(make())
    case .dropped, .cut, .streamPiece, .streamEnd, .streamCheck:
      return .failure(Missing(description: "the responder was dropped"))
    }
  }
}

extension HTTPCompletion {
  fileprivate var isRestOfStream: Bool {
    switch event {
    case .streamPiece, .streamEnd, .streamCheck: true
    case .response, .dropped, .cut, .streamStart: false
    }
  }
}

struct Silence: EventLog {
  func isEnabled(_ level: EventLevel) -> Bool { false }
  func record(_ level: EventLevel, _ event: StaticString, _ fields: [(name: StaticString, value: String)]) {}
}

/// One tenant, `toko`, on paper.
final class PaperDirectory: TenantDirectory {
  static let toko = Tenant(
    id: TenantID(rawValue: 7), code: "toko", name: "Toko Maju", createdAt: Timestamp(microseconds: 1_790_000_000_000_000))
  private let ledger = Mutex<PaperLedger?>(nil)

  var path: String { "/nowhere" }

  var keyGeneration: UInt64 { 0 }

  func fingerprint(of bytes: UnsafeRawBufferPointer) -> KeyFingerprint { KeyFingerprint(high: 0, low: 0) }

  func open(_ ledger: PaperLedger) { self.ledger.withLock { $0 = ledger } }

  func create(
    code: String, name: String, mode: TenantMode, key: String, origin: Origin
  ) throws(TenantFailure) -> (tenant: Tenant, isReplay: Bool) {
    guard code != Self.toko.code else { throw .codeTaken }
    return (Tenant(id: TenantID(rawValue: 8), code: code, name: name, createdAt: Self.toko.createdAt), false)
  }

  func tenant(_ reference: String) -> Tenant? {
    reference == Self.toko.code || reference == Self.toko.id.text ? Self.toko : nil
  }

  func tenant(id: TenantID) -> Tenant? { id == Self.toko.id ? Self.toko : nil }
  func key(_ handle: KeyHandle, secret: UnsafeRawBufferPointer) -> (any KeyInUse)? { nil }
  func key(_ id: KeyID) -> (any KeyInUse)? { nil }
  func keys(of tenant: TenantID) -> [any KeyInUse] { [] }
  func audit(_ entries: [AuditEntry]) throws(TenantFailure) {}
  func storedReply(to request: AdministrativeRequest) throws(TenantFailure) -> String? { nil }
  func auditRecords(_ filter: AuditFilter, before cursor: Int64?, limit: Int) throws(TenantFailure) -> [AuditRecord] { [] }
  func auditRecords(of tenant: TenantID, _ window: TrailWindow) throws(TenantFailure) -> [AuditRecord] { [] }
  func auditHead() throws(TenantFailure) -> SignedAuditHead {
    SignedAuditHead(
      trail: "catalog", sequence: 1, seal: [1], signedAt: Self.toko.createdAt, publicKey: [2], signature: [3])
  }
  func administer(
    _ act: AdministrativeAct, _ request: AdministrativeRequest, render: (AdministrativeResult) -> String
  ) throws(TenantFailure) -> AdministrativeReply {
    guard case .create(let code, let name, let mode) = act else { throw .unknownKey }
    guard code != Self.toko.code else { throw .codeTaken }
    return .done(
      .tenant(Tenant(id: TenantID(rawValue: 8), code: code, name: name, mode: mode, createdAt: Self.toko.createdAt)))
  }

  func tenants(after cursor: TenantID?, limit: Int) -> Page<Tenant, TenantID> {
    Page(items: [Self.toko], next: cursor == nil ? Self.toko.id : nil)
  }
  func ledger(of tenant: TenantID) -> (any Ledger)? { ledger.withLock { $0 } }
  func openLedger(of tenant: TenantID) -> (any Ledger)? { ledger(of: tenant) }
  func whenOpen(_ tenant: TenantID, _ body: @escaping @Sendable (Result<any Ledger, LedgerFailure>) -> Void) {
    body(ledger(of: tenant).map { .success($0) } ?? .failure(.fenced("it is not there")))
  }
  func glance<R>(at tenant: TenantID, _ body: (any Ledger) -> R) -> R? { ledger(of: tenant).map(body) }
  var openLedgers: OpenLedgerStatistics { OpenLedgerStatistics() }
  func wakeWriters() {}

  func signedHead(of tenant: TenantID) throws(TenantFailure) -> SignedHead {
    SignedHead(
      tenant: tenant, sequence: 1, sealNumber: 1, seal: [1], signedAt: Self.toko.createdAt, publicKey: [2], signature: [3])
  }

  func backupCatalog(to path: String) throws(TenantFailure) {}
}
