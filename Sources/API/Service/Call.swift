import HTTPServer
import LedgerCore
import Tenancy
import WalletAPI

/// One call of an operation by somebody who may call it.
struct Call: Sendable {
  let exchange: Exchange
  /// The path's argument, decoded; empty where the path has none.
  let argument: Text
  let query: Query
  /// Nil only where everybody may call.
  let caller: Caller?
  let operation: OperationID

  var request: HTTPRequest { exchange.request }

  /// Who acts, with which request. Asks the kernel: not on the hot path.
  var origin: Origin { Origin(caller?.actor ?? .daemon, requestID: exchange.identity.text) }
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

extension Call {
  /// Throws where the caller lacks a permission that a part of the request needs.
  func require(_ permission: Permission, _ param: @autoclosure () -> String) throws(Problem) {
    guard let caller, !caller.principal.may(permission) else { return }
    try caller.require(permission, param())
  }
}

extension Caller {
  func require(_ permission: Permission, _ param: String? = nil) throws(Problem) {
    guard !principal.may(permission) else { return }
    let who = key.map { "The API key \($0.key.id)" } ?? "A caller in the role '\(principal.role.rawValue)'"
    throw Problem(.permissionDenied, "\(who) lacks the permission '\(permission.rawValue)'.", param: param)
  }
}

extension WalletService {
  /// Lets through who has the operation's permission. Nil for what everybody may call.
  func authorize(_ operation: OperationID, _ exchange: Exchange) throws(Problem) -> Caller? {
    guard let permission = accesses[operation.index].permission else { return nil }
    let caller = try resting(exchange) { () throws(Problem) in
      guard var caller = try authenticator.caller(exchange.request) else {
        throw Problem(
          .unauthenticated,
          "The peer of this socket is nobody here: send an API key in the Authorization header, or add the user to 'principals' in "
            + "the daemon's configuration.")
      }
      try limit(&caller, exchange)
      return caller
    }
    if let key = caller.key, key.use(at: .now) { noteFirstUse(of: key.key, exchange) }
    try caller.require(permission)
    return caller
  }

  /// Lets the connection of a client rest that goes on sending what a limit refuses: refusing takes a processor's time too, and a flood
  /// that is answered at once never ends.
  private func resting(_ exchange: Exchange, _ admit: () throws(Problem) -> Caller) throws(Problem) -> Caller {
    let session = exchange.request.session
    do throws(Problem) {
      let caller = try admit()
      session.refusalsInARow = 0
      return caller
    } catch {
      guard error.code == .rateLimited || error.code == .concurrencyLimited else { throw error }
      session.refusalsInARow += 1
      if session.refusalsInARow >= RequestLimits.refusalsBeforeRest { session.rests = true }
      throw error
    }
  }

  /// Counts the requests of platforms against the limits of their key and tenant. People are not counted: who has to see what floods a
  /// tenant must get in while it floods.
  private func limit(_ caller: inout Caller, _ exchange: Exchange) throws(Problem) {
    guard caller.principal.role == .platform else { return }
    switch caller.principal.reach {
    case .only(let id): caller.tenant = directory.tenant(id: id)
    case .named, .everything:
      // A platform by its user: nothing to count where it names no tenant of its own, which is refused further on.
      guard let name = exchange.request.header("walletd-tenant"), let tenant = directory.tenant(name.string),
        caller.principal.reach.includes(tenant)
      else { return }
      caller.tenant = tenant
    }
    guard let tenant = caller.tenant else { return }
    exchange.belongs(to: tenant.id, (caller.known?.tenantMeter ?? meters.meter(of: tenant.id)).flow)
    exchange.admit(try meters.admit(caller, to: tenant, now: exchange.request.receivedAt))
  }

  /// The tenant of a call: the key's own, or the one that `Walletd-Tenant` names, if it is in the caller's reach. One that is not is
  /// answered like one that there is not.
  func place(_ call: Call) throws(Problem) -> Tenant {
    guard let caller = call.caller else { preconditionFailure("a tenant's operation needs a permission") }
    let tenant = try tenant(of: caller, named: call.request.header("walletd-tenant"))
    switch tenant.status {
    case .active: break
    case .suspended:
      guard caller.principal.role != .platform else {
        throw Problem(.tenantSuspended, "The tenant is suspended: its keys are refused until an administrator resumes it.")
      }
    case .closed:
      // A key that got into wrong hands is ended whatever became of its tenant, and a copy changes nothing.
      guard !call.operation.route.isMutation || WalletService.inClosedTenants.contains(call.operation) else {
        throw Problem(.tenantClosed, "The tenant is closed: nothing in it changes any more.")
      }
    }
    if call.exchange.tenant == nil { call.exchange.belongs(to: tenant.id, meters.meter(of: tenant.id).flow) }
    if call.operation == .streamEvents { call.exchange.belongs(to: tenant.id, meters.meter(of: tenant.id).streams) }
    if let most = tenant.settings.bodyBytes, call.request.body.count > most {
      throw Problem(.bodyTooLarge, "The body has \(call.request.body.count) bytes; this tenant's requests may have \(most).")
    }
    return tenant
  }

  private static let inClosedTenants: Set<OperationID> = [.revokeKey, .makeBackup]

  private func tenant(of caller: Caller, named header: HTTPText?) throws(Problem) -> Tenant {
    let name = header.flatMap { $0.isEmpty ? nil : $0 }
    if case .only(let id) = caller.principal.reach {
      guard let tenant = caller.tenant ?? directory.tenant(id: id) else { throw WalletService.unknownTenant }
      if let name, name.string != tenant.code, name.string != tenant.id.text { throw WalletService.unknownTenant }
      return tenant
    }
    guard let name else {
      throw Problem(
        .tenantRequired, "The request does not say for which tenant: send its id or code in the Walletd-Tenant header.",
        param: "Walletd-Tenant")
    }
    guard let tenant = directory.tenant(name.string), caller.principal.reach.includes(tenant) else {
      throw WalletService.unknownTenant
    }
    return tenant
  }

  private static var unknownTenant: Problem {
    Problem(.tenantNotFound, "There is no such tenant as the Walletd-Tenant header names.", param: "Walletd-Tenant")
  }

  /// Runs `body` inside the tenant that the call names: now, when its ledger is open; otherwise in its turn, on another thread, when it has
  /// been opened.
  func inTenant(_ call: Call, _ body: @escaping @Sendable (TenantCall) throws(Problem) -> Void) throws(Problem) {
    let tenant = try place(call)
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
    exchange.goesToWorker()
    let isTaken = workers.run(for: exchange.tenant?.rawValue) {
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
