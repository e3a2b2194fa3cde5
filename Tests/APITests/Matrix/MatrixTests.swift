import LedgerCore
import Tenancy
import Testing
import WalletAPI

/// RELIABILITY row 9: every operation × every kind of id × every caller × every tenant named. Made from the route table.
@Suite struct `No tenant sees another` {
  /// A hole for the negative controls: what a route would answer that forgot a check.
  enum Planted {
    case noTenantCheck(OperationID)
    case noPermissionCheck(OperationID)

    var operation: OperationID {
      switch self {
      case .noTenantCheck(let operation), .noPermissionCheck(let operation): operation
      }
    }
  }

  @Test func `and everybody may do what the table of permissions says, no more and no less`() throws {
    let found = try Self.violations(nil)
    #expect(found.isEmpty, "\(found.count) violations: \(found.prefix(10).joined(separator: "\n"))")
  }

  @Test(arguments: [
    OperationID.getHold, .getAccount, .revokeKey, .getTransaction, .revealPaymentMethod, .listAudit, .getAuditHead, .getMerchant,
    .createIntent, .confirmIntent, .refundPayment, .listRefunds, .getAttempt, .getDelivery, .retireProviderSecret,
    .getJob, .retryJob, .replayDelivery, .transferFromWallet, .freezeWallet, .getWalletStatement, .getCustomer, .changeWallet,
    .createPayout, .approvePayout, .cancelPayout, .getPayout, .listPayouts,
  ])
  func `which finds a route that forgets the tenant`(operation: OperationID) throws {
    let found = try Self.violations(.noTenantCheck(operation))
    #expect(!found.isEmpty)
    #expect(found.contains { $0.hasPrefix(operation.rawValue) })
  }

  @Test(arguments: [
    OperationID.postTransfer, .listAudit, .getAuditHead, .createKey, .confirmIntent, .refundPayment, .setProvider, .cancelJob,
    .transferFromWallet,
    .suspendWallet, .changeCustomer,
    .createPayout, .approvePayout,
  ])
  func `which finds a route that forgets the permission`(operation: OperationID) throws {
    let found = try Self.violations(.noPermissionCheck(operation))
    #expect(!found.isEmpty)
    #expect(found.contains { $0.hasPrefix(operation.rawValue) })
  }

  /// Of all operations, or of the one that has a hole.
  private static func violations(_ planted: Planted?) throws -> [String] {
    let stand = try Stand()
    let before = stand.theirState
    var found: [String] = []
    for operation in planted.map({ [$0.operation] }) ?? OperationID.allCases {
      for entry in operation.matrixEntries {
        for caller in stand.callers { found += try check(operation, entry, caller, stand, planted) }
      }
    }
    if stand.theirState != before { found.append("the other tenant changed: \(before) → \(stand.theirState)") }
    return found
  }

  private static func check(
    _ operation: OperationID, _ entry: MatrixEntry, _ caller: Stand.Caller, _ stand: Stand, _ planted: Planted?
  ) throws -> [String] {
    let route = operation.route
    var found: [String] = []
    func report(_ what: String, _ answer: Stand.Answer) {
      found.append(
        "\(operation.rawValue) \(entry.path) as \(caller.name), \(what): \(answer.status) \(answer.code) \(answer.body)")
    }
    func ask(_ kind: Stand.Kind, tenant: String?) throws -> Stand.Answer {
      let id = stand.id(entry.entity, kind)
      var (caller, tenant) = (caller, tenant)
      switch planted {
      case .noTenantCheck(operation) where kind == .foreign:
        (caller, tenant) = (Stand.Caller(name: "hole", uid: Stand.root, may: { _ in true }), "theirs")
      case .noPermissionCheck(operation):
        caller = Stand.Caller(name: "hole", uid: Stand.root, may: { _ in true })
        if route.access.isOfTenant, tenant == nil { tenant = "ours" }
      case .noTenantCheck, .noPermissionCheck, nil: break
      }
      return try stand.ask(
        caller, route.method.rawValue, entry.path.replacing("ID", with: id), entry.body?.replacing("ID", with: id),
        tenant: tenant)
    }
    // A key names its tenant itself.
    let own: String? = route.access.isOfTenant && caller.key == nil ? "ours" : nil
    let isAllowed = route.access.permission.map(caller.may) ?? true
    var answers: [Stand.Kind: Stand.Answer] = [:]
    for kind in Stand.Kind.allCases where kind == .own || entry.entity != .none { answers[kind] = try ask(kind, tenant: own) }
    guard isAllowed else {
      let wanted = caller.isNobody ? "unauthenticated" : "permission_denied"
      for (kind, answer) in answers where answer.code != wanted { report("\(kind) id, who may not", answer) }
      return found
    }
    let mayOwn = entry.needs.map(caller.may) ?? true
    if let answer = answers[.own], !mayOwn, answer.code != "permission_denied" { report("own id, who may not see such", answer) }
    if let answer = answers[.own], mayOwn, ["permission_denied", "unauthenticated"].contains(answer.code) || answer.isNotFound {
      report("own id, who may", answer)
    }
    if let foreign = answers[.foreign], let unknown = answers[.unknown] {
      if foreign != unknown { report("a foreign id is not answered like an unknown one (\(unknown.body))", foreign) }
      // A batch answers 200 with a refusal inside.
      if !foreign.isNotFound { report("foreign id", foreign) }
    }
    if let malformed = answers[.malformed], malformed.status != 400, malformed.status != 404 { report("malformed id", malformed) }
    if route.access.isOfTenant {
      let (foreign, unknown) = (try ask(.own, tenant: "theirs"), try ask(.own, tenant: "nobody"))
      if foreign != unknown { report("a foreign tenant is not answered like an unknown one", foreign) }
      if foreign.code != "tenant_not_found" { report("a foreign tenant", foreign) }
      let byID = try ask(.own, tenant: stand.theirs.tenant.id.text)
      if byID != unknown { report("a foreign tenant by id", byID) }
    }
    return found
  }
}

extension Stand.Answer {
  fileprivate var isNotFound: Bool { code.hasSuffix("_not_found") && (status == 404 || status == 200) }
}

extension Stand {
  /// What stands for the id in a request.
  fileprivate func id(_ entity: MatrixEntry.Entity, _ kind: Kind) -> String {
    func choose(_ own: String, _ foreign: String, _ unknown: String, _ malformed: String) -> String {
      switch kind {
      case .own: own
      case .foreign: foreign
      case .unknown: unknown
      case .malformed: malformed
      }
    }
    let some = "01KE0000000000000000000000"
    return switch entity {
    case .none: ""
    case .account: choose(ours.account, theirs.account, "acc_" + some, "acc_x")
    case .accountCode: choose("wallet", "only:theirs", "nobody", "%20")
    case .transaction: choose(ours.transaction, theirs.transaction, "txn_" + some, "txn_x")
    case .hold: choose(ours.hold, theirs.hold, "hold_" + some, "hold_x")
    case .key: choose(ours.key, theirs.key, "key_" + some, "key_x")
    case .token: choose(ours.token, theirs.token, "tok_" + some, "tok_x")
    case .tenant: choose("spare", "theirs", "nobody", "ten_x")
    case .event: choose(ours.event, theirs.event, "evt_" + some, "evt_x")
    case .merchant: choose(ours.merchant, theirs.merchant, "mch_" + some, "mch_x")
    case .merchantName: choose("m-ours", "m-theirs", "nobody", "%20")
    case .wallet: choose(ours.wallet, theirs.wallet, "wal_" + some, "wal_x")
    case .bonus: choose(ours.bonus, theirs.bonus, "bon_" + some, "bon_x")
    case .customer: choose(ours.customer, theirs.customer, "cus_" + some, "cus_x")
    case .monitor: choose(ours.monitor, theirs.monitor, "mon_" + some, "mon_x")
    case .customerName: choose("c-ours", "c-theirs", "nobody", "%20")
    case .walletName: choose("w-ours", "w-theirs", "nobody", "%20")
    case .intent: choose(ours.intent, theirs.intent, "pi_" + some, "pi_x")
    case .payment: choose(ours.payment, theirs.payment, "pay_" + some, "pay_x")
    case .payout: choose(ours.payout, theirs.payout, "po_" + some, "po_x")
    case .refund: choose(ours.refund, theirs.refund, "re_" + some, "re_x")
    case .attempt: choose(ours.attempt, theirs.attempt, "att_" + some, "att_x")
    case .job: choose(ours.job, theirs.job, "job_" + some, "job_x")
    case .settlement: choose(ours.settlement, theirs.settlement, "stl_" + some, "stl_x")
    case .delivery: choose(ours.delivery, theirs.delivery, "in_" + some, "in_x")
    case .providerSecret: choose(ours.providerSecret, theirs.providerSecret, "sec_" + some, "sec_x")
    }
  }
}
