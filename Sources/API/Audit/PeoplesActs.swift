import LedgerCore
import Tenancy
import WalletAPI

/// What people do to a ledger has its row in the audit trail before it is done: no row, no act. What a platform does with its key is its
/// daily business, and stands in the ledger.
extension WalletService {
  /// Something somebody asks for, as the trail will have it.
  struct RecordedAct: Sendable {
    let action: AuditAction
    let subject: String
    var facts: [AuditEntry.Fact]

    init(_ action: AuditAction, _ subject: String, _ facts: [AuditEntry.Fact] = []) {
      self.action = action
      self.subject = subject
      self.facts = facts
    }
  }

  /// Hands a command over, by a person only when its row is in the trail.
  func submitRecorded(_ call: TenantCall, _ command: Command, _ shape: ReplyShape, status: UInt16) throws(Problem) {
    guard call.call.isByPerson, let act = command.operation.recordedAct else {
      return submit(call, command, shape, status: status)
    }
    try record([act], call, under: command.key) { [self] () throws(Problem) in
      submit(call, command, shape, status: status, waking: true)
    }
  }

  /// Writes the rows on a thread that may wait for the disk, then goes on with `work` there.
  func record(
    _ acts: [RecordedAct], _ call: TenantCall, under key: Text, then work: @escaping @Sendable () throws(Problem) -> Void
  ) throws(Problem) {
    try record(acts, call.call, tenant: call.tenant, under: key, then: work)
  }

  func record(
    _ acts: [RecordedAct], _ call: Call, tenant: Tenant?, under key: Text,
    then work: @escaping @Sendable () throws(Problem) -> Void
  ) throws(Problem) {
    let origin = call.origin
    let entries = acts.map { act in
      AuditEntry(
        origin, act.action, tenant: tenant?.id, subject: act.subject,
        after: act.facts + [AuditEntry.Fact("idempotency_key", key.string)])
    }
    try onWorker(call.exchange) { [directory] () throws(Problem) in
      do throws(TenantFailure) { try directory.audit(entries) } catch {
        throw Problem(
          .notApplied,
          "Nothing was applied: the audit row could not be written (\(Problem(error).detail)), and without it nothing is done.")
      }
      try work()
    }
  }
}

extension Call {
  /// Whether somebody asks who is no platform's program.
  var isByPerson: Bool { caller?.principal.role != .platform }
}

extension Operation {
  /// The rows that a person's items of a batch need; nil for what is nobody's special business.
  var recordedAct: WalletService.RecordedAct? {
    switch self {
    case .captureHold(let hold, let amount, _, _, _):
      WalletService.RecordedAct(
        .holdResolved, hold.text, [.init("verb", "capture")] + (amount.map { [.init("amount", String($0))] } ?? []))
    case .releaseHold(let hold, _): WalletService.RecordedAct(.holdResolved, hold.text, [.init("verb", "release")])
    case .reverse(let transaction, _): WalletService.RecordedAct(.transactionReversed, transaction.text)
    case .changeAccount(let account, let change): WalletService.RecordedAct(change.action, account.text, change.facts)
    case .transfer, .transaction, .placeHold, .openAccount, .record: nil
    }
  }
}

extension AccountReference {
  fileprivate var text: String {
    switch self {
    case .id(let id): id.text
    case .code(let code): code.string
    case .number(let number): "number \(number.rawValue)"
    }
  }
}

extension AccountChange {
  fileprivate var action: AuditAction {
    switch self {
    case .freeze: .accountFrozen
    case .unfreeze: .accountUnfrozen
    case .close: .accountClosed
    case .setLimit: .accountLimited
    }
  }

  fileprivate var facts: [AuditEntry.Fact] {
    switch self {
    case .freeze(let sides), .unfreeze(let sides):
      let names = (sides.contains(.debits) ? ["debits"] : []) + (sides.contains(.credits) ? ["credits"] : [])
      return [.init("sides", names.joined(separator: " "))]
    case .close: return []
    case .setLimit(let limit):
      let text =
        switch limit {
        case .none: "none"
        case .noOverdraft: "no_overdraft"
        case .floor(let floor): String(floor)
        }
      return [.init("limit", text)]
    }
  }
}
