import Tenancy
import WalletAPI

/// One way to call an operation. `ID` in path or body stands for an id of `entity`.
struct MatrixEntry {
  enum Entity {
    case none, account, accountCode, transaction, hold, key, token, tenant, event
    case merchant, merchantName, wallet, walletName, intent, payment, refund, attempt, delivery, providerSecret, job, bonus,
      customer, customerName, monitor, settlement, payout
  }

  let entity: Entity
  let path: String
  var body: String?
  /// What the own id needs besides the operation's permission.
  let needs: Permission?

  init(_ entity: Entity, _ path: String, _ body: String? = nil, needs: Permission? = nil) {
    self.entity = entity
    self.path = path
    self.body = body
    self.needs = needs
  }
}

extension OperationID {
  /// Every way an id can come into the operation. A new operation does not compile until it is here.
  var matrixEntries: [MatrixEntry] {
    switch self {
    case .livez, .readyz, .metrics, .openapi, .listTenants, .getHead, .getTrialBalance, .getBalanceSheet,
      .listKeys:
      [MatrixEntry(.none, route.path)]
    case .createTenant: [MatrixEntry(.none, route.path, #"{"code":"fresh","name":"Fresh"}"#)]
    case .getTenant: [MatrixEntry(.tenant, "/v1/tenants/ID")]
    case .suspendTenant: [MatrixEntry(.tenant, "/v1/tenants/ID/suspend")]
    case .resumeTenant: [MatrixEntry(.tenant, "/v1/tenants/ID/resume")]
    case .closeTenant: [MatrixEntry(.tenant, "/v1/tenants/ID/close")]
    case .setTenant: [MatrixEntry(.tenant, "/v1/tenants/ID/settings", #"{"batch_items":10}"#)]
    case .deleteTenant: [MatrixEntry(.tenant, "/v1/tenants/ID/delete", #"{"confirm":"x"}"#)]
    case .createKey: [MatrixEntry(.none, route.path, #"{"name":"n"}"#)]
    case .getKey: [MatrixEntry(.key, "/v1/keys/ID")]
    case .rotateKey: [MatrixEntry(.key, "/v1/keys/ID/rotate")]
    case .revokeKey: [MatrixEntry(.key, "/v1/keys/ID/revoke")]
    case .makeBackup: [MatrixEntry(.none, route.path, #"{"directory":"relative"}"#)]
    case .listAudit:
      [
        MatrixEntry(.none, route.path), MatrixEntry(.tenant, "/v1/audit?tenant=ID"),
        MatrixEntry(.tenant, "/v1/audit?trail=vault&tenant=ID"),
      ]
    case .getAuditHead:
      [MatrixEntry(.none, route.path), MatrixEntry(.tenant, "/v1/audit/head?trail=vault&tenant=ID")]

    case .openAccount: [MatrixEntry(.none, route.path, #"{"code":"new","currency":"IDR","class":"asset"}"#)]
    case .listAccounts: [MatrixEntry(.none, route.path)]
    case .getAccount: account("")
    case .listEntries: account("/entries")
    case .getStatement: account("/statement")
    case .freezeAccount: account("/freeze", #"{"sides":["debits"]}"#)
    case .unfreezeAccount: account("/unfreeze", #"{"sides":["debits"]}"#)
    case .closeAccount: account("/close")
    case .limitAccount: account("/limit", #"{"limit":"none"}"#)

    case .postTransfer: sides(route.path) { #"{"debit":"\#($0)","credit":"\#($1)","amount":1}"# }
    case .postTransaction: sides(route.path) { #"{"postings":[{"debit":"\#($0)","credit":"\#($1)","amount":1}]}"# }
    case .listTransactions: [MatrixEntry(.none, route.path), MatrixEntry(.account, "/v1/transactions?account=ID")]
    case .getTransaction: [MatrixEntry(.transaction, "/v1/transactions/ID")]
    case .reverseTransaction: [MatrixEntry(.transaction, "/v1/transactions/ID/reverse")]
    case .postBatch:
      sides(route.path) { #"{"items":[{"type":"transfer","debit":"\#($0)","credit":"\#($1)","amount":1}]}"# }

    case .placeHold: sides(route.path) { #"{"debit":"\#($0)","credit":"\#($1)","amount":1}"# }
    case .listHolds: [MatrixEntry(.none, route.path), MatrixEntry(.account, "/v1/holds?account=ID")]
    case .getHold: [MatrixEntry(.hold, "/v1/holds/ID")]
    case .captureHold: [MatrixEntry(.hold, "/v1/holds/ID/capture", #"{"amount":1,"final":false}"#)]
    case .releaseHold: [MatrixEntry(.hold, "/v1/holds/ID/release")]

    case .listEvents: [MatrixEntry(.none, route.path), MatrixEntry(.account, "/v1/events?account=ID")]
    case .getEvent: [MatrixEntry(.event, "/v1/events/ID", needs: .readAccounts)]
    case .streamEvents:
      [
        MatrixEntry(.none, route.path), MatrixEntry(.account, "/v1/events/stream?account=ID"),
        MatrixEntry(.event, "/v1/events/stream?after=ID"),
      ]

    case .createPaymentMethod: [MatrixEntry(.none, route.path, OperationID.matrixCard)]
    case .listPaymentMethods: [MatrixEntry(.none, route.path)]
    case .getPaymentMethod: [MatrixEntry(.token, "/v1/payment_methods/ID")]
    case .setDefaultPaymentMethod: [MatrixEntry(.token, "/v1/payment_methods/ID/default")]
    case .deletePaymentMethod: [MatrixEntry(.token, "/v1/payment_methods/ID/delete")]
    case .revealPaymentMethod: [MatrixEntry(.token, "/v1/payment_methods/ID/reveal")]

    case .getVault, .initialiseVault, .sealVault, .unsealVault, .rotateVault, .listDataKeys, .rotateDataKey:
      [MatrixEntry(.none, route.path)]

    case .createMerchant: [MatrixEntry(.none, route.path, #"{"merchant_id":"fresh"}"#)]
    case .createWallet: [MatrixEntry(.none, route.path, #"{"wallet_id":"fresh","currency":"IDR"}"#)]
    case .listMerchants, .listWallets, .listIntents, .listPayments, .listInbox, .listJobs: [MatrixEntry(.none, route.path)]
    case .getMerchant: [.merchant, .merchantName].map { MatrixEntry($0, "/v1/merchants/ID") }
    case .changeMerchant: [.merchant, .merchantName].map { MatrixEntry($0, "/v1/merchants/ID", #"{"name":"n"}"#) }
    case .grantBonus:
      [.wallet, .walletName].map { MatrixEntry($0, "/v1/wallets/ID/bonuses", #"{"amount":1,"currency":"USD"}"#) }
    case .listBonuses: [MatrixEntry(.none, route.path), MatrixEntry(.wallet, "/v1/bonuses?wallet=ID")]
    case .getBonus: [MatrixEntry(.bonus, "/v1/bonuses/ID")]
    case .getWallet: [.wallet, .walletName].map { MatrixEntry($0, "/v1/wallets/ID") }
    case .transferFromWallet:
      [.wallet, .walletName].flatMap {
        [
          MatrixEntry($0, "/v1/wallets/ID/transfers", #"{"to":"w-ours","amount":1}"#),
          MatrixEntry($0, "/v1/wallets/w-spare/transfers", #"{"to":"ID","amount":1}"#),
        ]
      }
    case .changeWallet:
      [.wallet, .walletName].map { MatrixEntry($0, "/v1/wallets/ID", "{}") }
        + [.customer, .customerName].map { MatrixEntry($0, "/v1/wallets/w-spare", #"{"customer_id":"ID"}"#) }
    case .suspendWallet: wallet("/suspend")
    case .activateWallet: wallet("/activate")
    case .closeWallet: wallet("/close")
    case .freezeWallet: wallet("/freeze", #"{"sides":["debits"]}"#)
    case .unfreezeWallet: wallet("/unfreeze", #"{"sides":["debits"]}"#)
    case .getWalletStatement: wallet("/statement")
    case .createMonitor:
      [.wallet, .walletName].map { MatrixEntry($0, route.path, #"{"wallet":"ID","direction":"above","amount":5}"#) }
        + [MatrixEntry(.account, route.path, #"{"account":"ID","direction":"above","amount":5}"#)]
    case .listMonitors: [MatrixEntry(.none, route.path)]
    case .getMonitor: [MatrixEntry(.monitor, "/v1/balance_monitors/ID")]
    case .removeMonitor: [MatrixEntry(.monitor, "/v1/balance_monitors/ID/remove")]
    case .createCustomer: [MatrixEntry(.none, route.path, #"{"customer_id":"fresh"}"#)]
    case .listCustomers: [MatrixEntry(.none, route.path)]
    case .getCustomer: [.customer, .customerName].map { MatrixEntry($0, "/v1/customers/ID") }
    case .changeCustomer: [.customer, .customerName].map { MatrixEntry($0, "/v1/customers/ID", #"{"name":"n"}"#) }
    case .createIntent:
      [MatrixEntry.Entity.merchant, .merchantName].map {
        MatrixEntry($0, route.path, #"{"merchant_id":"ID","amount":100,"currency":"USD"}"#)
      }
        + [.wallet, .walletName].map { MatrixEntry($0, route.path, #"{"wallet_id":"ID","amount":100,"currency":"USD"}"#) }
    case .getIntent: [MatrixEntry(.intent, "/v1/payment_intents/ID")]
    case .confirmIntent: [MatrixEntry(.intent, "/v1/payment_intents/ID/confirm", #"{"payment_method":{"type":"qris"}}"#)]
    case .cancelIntent: [MatrixEntry(.intent, "/v1/payment_intents/ID/cancel")]
    case .getPayment: [MatrixEntry(.payment, "/v1/payments/ID")]
    case .capturePayment: [MatrixEntry(.payment, "/v1/payments/ID/capture", #"{"amount":1,"final":false}"#)]
    case .voidPayment: [MatrixEntry(.payment, "/v1/payments/ID/void")]
    case .refundPayment: [MatrixEntry(.payment, "/v1/payments/ID/refunds", #"{"amount":1}"#)]
    case .getRefund: [MatrixEntry(.refund, "/v1/refunds/ID")]
    case .listRefunds: [MatrixEntry(.none, route.path), MatrixEntry(.payment, "/v1/refunds?payment=ID")]
    case .listAttempts: [MatrixEntry(.none, route.path), MatrixEntry(.intent, "/v1/attempts?intent=ID")]
    case .getAttempt: [MatrixEntry(.attempt, "/v1/attempts/ID")]
    case .getDelivery: [MatrixEntry(.delivery, "/v1/inbox/ID")]

    case .createSettlement: [MatrixEntry(.none, route.path, OperationID.matrixSettlement)]
    case .acceptSettlement: [MatrixEntry(.settlement, "/v1/settlements/ID/accept", #"{"reason":"r"}"#)]
    case .listSettlements: [MatrixEntry(.none, route.path)]
    case .getSettlement: [MatrixEntry(.settlement, "/v1/settlements/ID")]
    case .listSettlementItems: [MatrixEntry(.none, route.path), MatrixEntry(.settlement, "/v1/settlement_items?settlement=ID")]

    // A provider's name is the same for every tenant; ids of secrets are looked for in the tenant's own account alone.
    case .listProviders, .getPaymentSettings: [MatrixEntry(.none, route.path)]
    case .getProvider: [MatrixEntry(.none, "/v1/providers/midtrans")]
    case .setProvider: [MatrixEntry(.none, "/v1/providers/midtrans", OperationID.matrixProvider)]
    case .addProviderSecret: [MatrixEntry(.none, "/v1/providers/midtrans/secrets", #"{"secret":"an-older-key"}"#)]
    case .retireProviderSecret: [MatrixEntry(.providerSecret, "/v1/providers/midtrans/secrets/retire", #"{"secret":"ID"}"#)]
    case .disableProvider: [MatrixEntry(.none, "/v1/providers/midtrans/disable")]
    case .enableProvider: [MatrixEntry(.none, "/v1/providers/midtrans/enable")]
    case .setPaymentSettings: [MatrixEntry(.none, route.path, #"{"returns_fees":true}"#)]
    case .replayDelivery: [MatrixEntry(.delivery, "/v1/inbox/ID/replay")]
    case .createPayout:
      [MatrixEntry.Entity.merchant, .merchantName].map {
        MatrixEntry(
          $0, route.path, #"{"merchant_id":"ID","amount":1000000,"currency":"USD","destination":\#(OperationID.matrixBank)}"#)
      }
        + [.wallet, .walletName].map {
          MatrixEntry(
            $0, route.path, #"{"wallet_id":"ID","amount":1000000,"currency":"USD","destination":\#(OperationID.matrixBank)}"#)
        }
    case .listPayouts:
      [
        MatrixEntry(.none, route.path), MatrixEntry(.merchant, "/v1/payouts?merchant=ID"),
        MatrixEntry(.wallet, "/v1/payouts?wallet=ID"),
      ]
    case .getPayout: [MatrixEntry(.payout, "/v1/payouts/ID")]
    case .approvePayout: [MatrixEntry(.payout, "/v1/payouts/ID/approve")]
    case .cancelPayout: [MatrixEntry(.payout, "/v1/payouts/ID/cancel")]
    case .getJob: [MatrixEntry(.job, "/v1/jobs/ID")]
    case .retryJob: [MatrixEntry(.job, "/v1/jobs/ID/retry")]
    case .cancelJob: [MatrixEntry(.job, "/v1/jobs/ID/cancel")]
    }
  }

  static let matrixSettlement =
    #"{"provider":"midtrans","currency":"IDR","items":[{"type":"payment","reference":"a","gross":100}]}"#
  static let matrixProvider = #"{"url":"https://psp.example","api_key":"SB-Mid-server-matrix"}"#
  static let matrixBank = #"{"bank_code":"014","account_number":"1234567890","account_holder":"h"}"#
  static let matrixCard =
    #"{"type":"card","customer":"c","card":{"number":"4111111111111111","expiry_month":12,"expiry_year":2044}}"#

  private func account(_ rest: String, _ body: String? = nil) -> [MatrixEntry] {
    [MatrixEntry(.account, "/v1/accounts/ID" + rest, body), MatrixEntry(.accountCode, "/v1/accounts/ID" + rest, body)]
  }

  private func wallet(_ rest: String, _ body: String? = nil) -> [MatrixEntry] {
    [MatrixEntry(.wallet, "/v1/wallets/ID" + rest, body), MatrixEntry(.walletName, "/v1/wallets/ID" + rest, body)]
  }

  private func sides(_ path: String, _ body: (String, String) -> String) -> [MatrixEntry] {
    [MatrixEntry(.account, path, body("ID", "cash")), MatrixEntry(.account, path, body("cash", "ID"))]
  }
}
