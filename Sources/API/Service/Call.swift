import HTTPServer
import LedgerCore
import Tenancy
import WalletAPI

/// One call of an operation, found and not yet authorized.
struct Call: Sendable {
  let exchange: Exchange
  /// The path's argument, decoded; empty where the path has none.
  let argument: Text
  let query: Query
  /// Nil for a peer that is nobody here.
  let principal: Principal?

  var request: HTTPRequest { exchange.request }
}

/// A call inside one tenant.
struct TenantCall: Sendable {
  let call: Call
  let tenant: Tenant
  let ledger: any Ledger

  var exchange: Exchange { call.exchange }
  var query: Query { call.query }
  var argument: Text { call.argument }
}

extension WalletService {
  /// Lets through who may administer.
  func administrator(_ call: Call) throws(Problem) -> Call {
    guard let principal = call.principal else {
      throw Problem(
        .unauthenticated, "The peer of this socket is nobody here; for now root and the daemon's own user may call.")
    }
    switch principal.role {
    case .administrator: return call
    }
  }

  /// Lets through who may act for the tenant that `Walletd-Tenant` names.
  func tenant(_ call: Call) throws(Problem) -> Tenant {
    let call = try administrator(call)
    guard let name = call.request.header("walletd-tenant"), !name.isEmpty else {
      throw Problem(
        .tenantRequired, "The request does not say for which tenant: send its id or code in the Walletd-Tenant header.",
        param: "Walletd-Tenant")
    }
    guard let tenant = directory.tenant(name.string) else {
      throw Problem(.tenantNotFound, "There is no such tenant as the Walletd-Tenant header names.", param: "Walletd-Tenant")
    }
    return tenant
  }

  /// Runs `body` inside the tenant that the call names: now, when its ledger is open; otherwise in its turn, on another thread, when it has
  /// been opened.
  func inTenant(_ call: Call, _ body: @escaping @Sendable (TenantCall) throws(Problem) -> Void) throws(Problem) {
    let tenant = try tenant(call)
    if let ledger = directory.openLedger(of: tenant.id) {
      return try body(TenantCall(call: call, tenant: tenant, ledger: ledger))
    }
    directory.whenOpen(tenant.id) { ledger in
      do throws(Problem) {
        let ledger = try asking { () throws(LedgerFailure) in try ledger.get() }
        try body(TenantCall(call: call, tenant: tenant, ledger: ledger))
      } catch {
        call.exchange.refuse(error)
      }
    }
  }

  /// The ledger of a tenant that there is, for a thread that may wait. One that cannot be opened is no unknown tenant.
  func ledger(of tenant: Tenant) throws(Problem) -> any Ledger {
    guard let ledger = directory.ledger(of: tenant.id) else {
      throw Problem(LedgerFailure.fenced("it could not be opened, and the daemon's log says why"))
    }
    return ledger
  }

  /// Runs `work` where it may wait for the disk; what it throws is answered.
  func onWorker(_ exchange: Exchange, _ work: @escaping @Sendable () throws(Problem) -> Void) throws(Problem) {
    let isTaken = workers.run {
      do throws(Problem) { try work() } catch { exchange.refuse(error) }
    }
    guard isTaken else {
      throw Problem(.notApplied, "Nothing was applied: too many requests wait for the disk. The same request may be sent again.")
    }
  }
}

/// Turns a failure of the ledger's surroundings into its answer.
func asking<R>(_ body: () throws(LedgerFailure) -> R) throws(Problem) -> R {
  do throws(LedgerFailure) { return try body() } catch { throw Problem(error) }
}
