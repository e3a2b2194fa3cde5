/// Every command there is, in the order of the help.
enum CommandTable {
  static let all: [Command] = [
    TenantCommands.create, TenantCommands.list, TenantCommands.show, TenantCommands.set, TenantCommands.suspend,
    TenantCommands.resume, TenantCommands.close, TenantCommands.delete,
    KeyCommands.create, KeyCommands.list, KeyCommands.show, KeyCommands.rotate, KeyCommands.revoke,
    AccountCommands.create, AccountCommands.list, AccountCommands.show, AccountCommands.balance, AccountCommands.entries,
    AccountCommands.statement, AccountCommands.freeze, AccountCommands.unfreeze, AccountCommands.limit, AccountCommands.close,
    TransferCommands.create,
    TransactionCommands.create, TransactionCommands.list, TransactionCommands.show, TransactionCommands.reverse,
    BatchCommands.submit,
    HoldCommands.place, HoldCommands.list, HoldCommands.show, HoldCommands.capture, HoldCommands.release,
    MerchantCommands.create, MerchantCommands.list, MerchantCommands.show, MerchantCommands.change,
    CustomerCommands.create, CustomerCommands.list, CustomerCommands.show, CustomerCommands.change,
    WalletCommands.create, WalletCommands.list, WalletCommands.show, WalletCommands.transfer, WalletCommands.statement,
    WalletCommands.withdraw,
    WalletCommands.change, WalletCommands.suspend, WalletCommands.activate, WalletCommands.close, WalletCommands.freeze,
    WalletCommands.unfreeze,
    MonitorCommands.create, MonitorCommands.list, MonitorCommands.show, MonitorCommands.remove,
    BonusCommands.grant, BonusCommands.list, BonusCommands.show,
    IntentCommands.create, IntentCommands.confirm, IntentCommands.cancel, IntentCommands.list, IntentCommands.show,
    PaymentCommands.list, PaymentCommands.show, PaymentCommands.capture, PaymentCommands.void, PaymentCommands.refund,
    RefundCommands.list, RefundCommands.show,
    PayoutCommands.create, PayoutCommands.approve, PayoutCommands.cancel, PayoutCommands.list, PayoutCommands.show,
    AttemptCommands.list, AttemptCommands.show,
    SettlementCommands.create, SettlementCommands.list, SettlementCommands.show, SettlementCommands.items,
    SettlementCommands.accept,
    InboxCommands.list, InboxCommands.show, InboxCommands.replay,
    JobCommands.list, JobCommands.show, JobCommands.retry, JobCommands.cancel,
    ProviderCommands.list, ProviderCommands.show, ProviderCommands.set, ProviderCommands.addSecret, ProviderCommands.retireSecret,
    ProviderCommands.disable, ProviderCommands.enable,
    PaymentSettingsCommands.show, PaymentSettingsCommands.set,
    PaymentMethodCommands.add, PaymentMethodCommands.list, PaymentMethodCommands.show, PaymentMethodCommands.setDefault,
    PaymentMethodCommands.delete, PaymentMethodCommands.reveal,
    QRCommands.check, QRCommands.show,
    SimulatorCommands.pay, SimulatorCommands.decline, SimulatorCommands.expire, SimulatorCommands.charges,
    SimulatorCommands.fault, SimulatorCommands.heal,
    EventCommands.list, EventCommands.show, EventCommands.tail,
    ReportCommands.balanceSheet, ReportCommands.trialBalance, ReportCommands.statement,
    VerifyCommand.verify, ExportCommand.export, HeadCommand.head, BackupCommand.backup, RestoreCommand.restore,
    AuditCommands.list, AuditCommands.verify, AuditCommands.head,
    VaultCommands.initialise, VaultCommands.status, VaultCommands.seal, VaultCommands.unseal, VaultCommands.rotate,
    VaultCommands.dataKeys, VaultCommands.rotateDataKey,
    DaemonCommands.status, DaemonCommands.metrics, DaemonCommands.openapi,
    DoctorCommand.doctor,
    TerminalCommand.tui, APICommand.api, CompletionCommand.completion, HelpCommand.help,
  ]

  /// The first words, each once.
  static var resources: [String] {
    all.reduce(into: []) { words, command in if words.last != command.words[0] { words.append(command.words[0]) } }
  }

  /// The command that `words` begin with, and how many of them name it.
  static func command(_ words: [String]) -> (command: Command, count: Int)? {
    for command in all.sorted(by: { $0.words.count > $1.words.count }) where words.starts(with: command.words) {
      return (command, command.words.count)
    }
    return nil
  }

  static func commands(of resource: String) -> [Command] { all.filter { $0.words[0] == resource } }
}
