import LedgerCore
import Payments
import Vault
import WalletAPI

extension WalletService {
  /// From the operation to its code. Who may call was decided before.
  func dispatch(_ operation: OperationID, _ call: Call) throws(Problem) {
    switch operation {
    case .livez: livez(call)
    case .readyz: try readyz(call)
    case .openapi: openapi(call)
    case .metrics: try metrics(call)

    case .createTenant: try createTenant(call)
    case .listTenants: try listTenants(call)
    case .getTenant: try getTenant(call)
    case .suspendTenant: try moveTenant(call, .suspend)
    case .resumeTenant: try moveTenant(call, .resume)
    case .closeTenant: try moveTenant(call, .close)
    case .setTenant: try setTenant(call)
    case .deleteTenant: try deleteTenant(call)

    case .createKey: try createKey(call)
    case .listKeys: try listKeys(call)
    case .getKey: try getKey(call)
    case .rotateKey: try rotateKey(call)
    case .revokeKey: try revokeKey(call)

    case .makeBackup: try makeBackup(call)
    case .listAudit: try listAudit(call)
    case .getAuditHead: try getAuditHead(call)

    case .createPaymentMethod: try createPaymentMethod(call)
    case .listPaymentMethods: try listPaymentMethods(call)
    case .getPaymentMethod: try getPaymentMethod(call)
    case .setDefaultPaymentMethod: try changePaymentMethod(call) { $0.makeDefault($1, key: $2, $3, answer: $4) }
    case .deletePaymentMethod: try changePaymentMethod(call) { $0.delete($1, key: $2, $3, answer: $4) }
    case .revealPaymentMethod: try revealPaymentMethod(call)

    case .getVault: getVault(call)
    case .initialiseVault: try initialiseVault(call)
    case .sealVault: try sealVault(call)
    case .unsealVault: try unsealVault(call)
    case .rotateVault: try rotateVault(call)
    case .listDataKeys: try listDataKeys(call)
    case .rotateDataKey: try rotateDataKey(call)

    case .openAccount: try inTenant(call, openAccount)
    case .listAccounts: try inTenant(call, listAccounts)
    case .getAccount: try inTenant(call, getAccount)
    case .listEntries: try inTenant(call, listEntries)
    case .getStatement: try inTenant(call, getStatement)
    case .freezeAccount: try inTenant(call) { (call) throws(Problem) in try self.changeAccount(call, .freeze) }
    case .unfreezeAccount: try inTenant(call) { (call) throws(Problem) in try self.changeAccount(call, .unfreeze) }
    case .closeAccount: try inTenant(call) { (call) throws(Problem) in try self.changeAccount(call, .close) }
    case .limitAccount: try inTenant(call) { (call) throws(Problem) in try self.changeAccount(call, .limit) }

    case .postTransfer: try inTenant(call, postTransfer)
    case .postTransaction: try inTenant(call, postTransaction)
    case .listTransactions: try inTenant(call, listTransactions)
    case .getTransaction: try inTenant(call, getTransaction)
    case .reverseTransaction: try inTenant(call, reverseTransaction)
    case .postBatch: try inTenant(call, postBatch)

    case .placeHold: try inTenant(call, placeHold)
    case .listHolds: try inTenant(call, listHolds)
    case .getHold: try inTenant(call, getHold)
    case .captureHold: try inTenant(call, captureHold)
    case .releaseHold: try inTenant(call, releaseHold)

    case .createMerchant: try inTenant(call, createMerchant)
    case .listMerchants: try inTenant(call) { (call) throws(Problem) in try self.listPaymentRecords(call, Merchant.self) }
    case .getMerchant:
      try inTenant(call) { (call) throws(Problem) in try self.getPaymentRecord(call, Merchant.self, .merchantNotFound) }
    case .changeMerchant: try inTenant(call, changeMerchant)
    case .createWallet: try inTenant(call, createWallet)
    case .listWallets: try inTenant(call) { (call) throws(Problem) in try self.listPaymentRecords(call, Wallet.self) }
    case .getWallet:
      try inTenant(call) { (call) throws(Problem) in try self.getPaymentRecord(call, Wallet.self, .walletNotFound) }
    case .grantBonus: try inTenant(call, grantBonus)
    case .listBonuses:
      try inTenant(call) { (call) throws(Problem) in
        try self.listPaymentRecords(call, Bonus.self, of: .of("wallet", Wallet.self, .walletNotFound))
      }
    case .getBonus:
      try inTenant(call) { (call) throws(Problem) in try self.getPaymentRecord(call, Bonus.self, .recordNotFound) }

    case .createIntent: try inTenant(call, createIntent)
    case .listIntents: try inTenant(call) { (call) throws(Problem) in try self.listPaymentRecords(call, Intent.self) }
    case .getIntent:
      try inTenant(call) { (call) throws(Problem) in try self.getPaymentRecord(call, Intent.self, .intentNotFound) }
    case .confirmIntent: try inTenant(call, confirmIntent)
    case .cancelIntent: try inTenant(call, cancelIntent)

    case .listPayments: try inTenant(call) { (call) throws(Problem) in try self.listPaymentRecords(call, Payment.self) }
    case .getPayment:
      try inTenant(call) { (call) throws(Problem) in try self.getPaymentRecord(call, Payment.self, .paymentNotFound) }
    case .capturePayment: try inTenant(call, capturePayment)
    case .voidPayment: try inTenant(call, voidPayment)
    case .refundPayment: try inTenant(call, refundPayment)
    case .listRefunds:
      try inTenant(call) { (call) throws(Problem) in
        try self.listPaymentRecords(call, Refund.self, of: .of("payment", Payment.self, .paymentNotFound))
      }
    case .getRefund:
      try inTenant(call) { (call) throws(Problem) in try self.getPaymentRecord(call, Refund.self, .refundNotFound) }
    case .listAttempts:
      try inTenant(call) { (call) throws(Problem) in
        try self.listPaymentRecords(call, Attempt.self, of: .of("intent", Intent.self, .intentNotFound))
      }
    case .getAttempt:
      try inTenant(call) { (call) throws(Problem) in try self.getPaymentRecord(call, Attempt.self, .recordNotFound) }
    case .listInbox: try inTenant(call) { (call) throws(Problem) in try self.listPaymentRecords(call, Delivery.self) }
    case .getDelivery:
      try inTenant(call) { (call) throws(Problem) in try self.getPaymentRecord(call, Delivery.self, .recordNotFound) }

    case .createSettlement: try inTenant(call, createSettlement)
    case .acceptSettlement: try inTenant(call, acceptSettlement)
    case .listSettlements:
      try inTenant(call) { (call) throws(Problem) in try self.listPaymentRecords(call, Settlement.self) }
    case .getSettlement:
      try inTenant(call) { (call) throws(Problem) in try self.getPaymentRecord(call, Settlement.self, .settlementNotFound) }
    case .listSettlementItems:
      try inTenant(call) { (call) throws(Problem) in
        try self.listPaymentRecords(call, SettlementItem.self, of: .of("settlement", Settlement.self, .settlementNotFound))
      }

    case .listProviders: try inTenant(call, listProviders)
    case .getProvider: try inTenant(call, getProvider)
    case .setProvider: try setProvider(call)
    case .addProviderSecret: try addProviderSecret(call)
    case .retireProviderSecret: try inTenant(call, retireProviderSecret)
    case .disableProvider: try inTenant(call) { (call) throws(Problem) in try self.moveProvider(call, .disabled) }
    case .enableProvider: try inTenant(call) { (call) throws(Problem) in try self.moveProvider(call, .active) }
    case .getPaymentSettings: try inTenant(call, getPaymentSettings)
    case .setPaymentSettings: try inTenant(call, setPaymentSettings)

    case .createPayout: try inTenant(call, createPayout)
    case .listPayouts:
      try inTenant(call) { (call) throws(Problem) in
        try self.listPaymentRecords(
          call, Payout.self, of: .of("merchant", Merchant.self, .merchantNotFound), .of("wallet", Wallet.self, .walletNotFound))
      }
    case .getPayout:
      try inTenant(call) { (call) throws(Problem) in try self.getPaymentRecord(call, Payout.self, .payoutNotFound) }
    case .approvePayout: try inTenant(call, approvePayout)
    case .cancelPayout: try inTenant(call, cancelPayout)

    case .replayDelivery: try inTenant(call, replayDelivery)
    case .listJobs: try inTenant(call, listJobs)
    case .getJob: try inTenant(call, getJob)
    case .retryJob: try inTenant(call, retryJob)
    case .cancelJob: try inTenant(call, cancelJob)

    case .listEvents: try inTenant(call, listEvents)
    case .getEvent: try inTenant(call, getEvent)
    case .streamEvents: try inTenant(call, streamEvents)

    case .transferFromWallet: try inTenant(call, transferFromWallet)
    case .changeWallet: try inTenant(call, changeWallet)
    case .suspendWallet: try inTenant(call) { (call) throws(Problem) in try self.moveWallet(call, .suspended) }
    case .activateWallet: try inTenant(call) { (call) throws(Problem) in try self.moveWallet(call, .active) }
    case .closeWallet: try inTenant(call) { (call) throws(Problem) in try self.moveWallet(call, .closed) }
    case .freezeWallet: try inTenant(call) { (call) throws(Problem) in try self.freezeWallet(call, thaws: false) }
    case .unfreezeWallet: try inTenant(call) { (call) throws(Problem) in try self.freezeWallet(call, thaws: true) }
    case .getWalletStatement: try inTenant(call, getWalletStatement)
    case .createCustomer: try inTenant(call, createCustomer)
    case .listCustomers: try inTenant(call) { (call) throws(Problem) in try self.listPaymentRecords(call, Customer.self) }
    case .getCustomer: try inTenant(call, getCustomer)
    case .changeCustomer: try inTenant(call, changeCustomer)
    case .createMonitor: try inTenant(call, createMonitor)
    case .listMonitors:
      try inTenant(call) { (call) throws(Problem) in try self.listPaymentRecords(call, BalanceMonitor.self) }
    case .getMonitor:
      try inTenant(call) { (call) throws(Problem) in
        try self.getPaymentRecord(call, BalanceMonitor.self, .recordNotFound)
      }
    case .removeMonitor: try inTenant(call, removeMonitor)

    case .getTrialBalance: try inTenant(call, getTrialBalance)
    case .getBalanceSheet: try inTenant(call, getBalanceSheet)
    case .getHead: try inTenant(call, getHead)
    }
  }
}
