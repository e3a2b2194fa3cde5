/// The named schemas of the document.
package enum Component: String, Sendable, CaseIterable {
  // Shared
  case metadata = "Metadata"
  case limit = "Limit"
  case balance = "Balance"
  case problem = "Problem"

  // Requests
  case tenantCreation = "TenantCreation"
  case tenantSettingsChange = "TenantSettingsChange"
  case tenantDeletion = "TenantDeletion"
  case reasonedAct = "ReasonedAct"
  case keyCreation = "KeyCreation"
  case keyRotation = "KeyRotation"
  case accountOpening = "AccountOpening"
  case freezing = "Freezing"
  case closing = "Closing"
  case limiting = "Limiting"
  case postingRequest = "PostingRequest"
  case transferRequest = "TransferRequest"
  case transactionRequest = "TransactionRequest"
  case reversalRequest = "ReversalRequest"
  case holdRequest = "HoldRequest"
  case captureRequest = "CaptureRequest"
  case releaseRequest = "ReleaseRequest"
  case batchRequest = "BatchRequest"
  case batchItem = "BatchItem"
  case backupRequest = "BackupRequest"

  case paymentMethodCreation = "PaymentMethodCreation"
  case paymentMethodChange = "PaymentMethodChange"
  case reveal = "Reveal"
  case passphrase = "Passphrase"
  case vaultChange = "VaultChange"

  // Replies
  case health = "Health"
  case tenant = "Tenant"
  case tenantList = "TenantList"
  case deletedTenant = "DeletedTenant"
  case apiKey = "APIKey"
  case apiKeyList = "APIKeyList"
  case auditRecord = "AuditRecord"
  case auditRecordList = "AuditRecordList"
  case auditHead = "AuditHead"
  case account = "Account"
  case accountList = "AccountList"
  case entry = "Entry"
  case entryList = "EntryList"
  case statement = "Statement"
  case posting = "Posting"
  case transaction = "Transaction"
  case transactionList = "TransactionList"
  case hold = "Hold"
  case holdList = "HoldList"
  case holdResolution = "HoldResolution"
  case batchResult = "BatchResult"
  case batchReply = "BatchReply"
  case trialBalance = "TrialBalance"
  case balanceSheet = "BalanceSheet"
  case balanceSheetSection = "BalanceSheetSection"
  case head = "Head"
  case backup = "Backup"

  case event = "Event"
  case eventList = "EventList"
  case recordedChange = "RecordedChange"

  case paymentMethod = "PaymentMethod"
  case paymentMethodList = "PaymentMethodList"
  case revealedMethod = "RevealedPaymentMethod"
  case vault = "Vault"
  case dataKeys = "DataKeys"

  // Payments
  case merchantCreation = "MerchantCreation"
  case merchantChange = "MerchantChange"
  case walletCreation = "WalletCreation"
  case bonusGrant = "BonusGrant"
  case intentCreation = "PaymentIntentCreation"
  case intentConfirmation = "PaymentIntentConfirmation"
  case paymentCapture = "PaymentCapture"
  case refundCreation = "RefundCreation"
  case emptyRequest = "EmptyRequest"
  case merchant = "Merchant"
  case wallet = "Wallet"
  case bonus = "Bonus"
  case intent = "PaymentIntent"
  case payment = "Payment"
  case refund = "Refund"
  case attempt = "Attempt"
  case delivery = "Delivery"
  case job = "Job"
  case merchantList = "MerchantList"
  case walletList = "WalletList"
  case bonusList = "BonusList"
  case intentList = "PaymentIntentList"
  case paymentList = "PaymentList"
  case refundList = "RefundList"
  case attemptList = "AttemptList"
  case deliveryList = "DeliveryList"
  case providerChange = "ProviderChange"
  case providerSecretAddition = "ProviderSecretAddition"
  case providerSecretRetirement = "ProviderSecretRetirement"
  case paymentSettingsChange = "PaymentSettingsChange"
  case provider = "Provider"
  case providerList = "ProviderList"
  case paymentSettings = "PaymentSettings"
  case jobList = "JobList"
  case walletTransferRequest = "WalletTransferRequest"
  case walletChange = "WalletChange"
  case walletFreezing = "WalletFreezing"
  case walletTransfer = "WalletTransfer"
  case walletStatement = "WalletStatement"
  case customerCreation = "CustomerCreation"
  case customerChange = "CustomerChange"
  case customer = "Customer"
  case customerList = "CustomerList"
  case monitorCreation = "BalanceMonitorCreation"
  case monitor = "BalanceMonitor"
  case monitorList = "BalanceMonitorList"
  case settlementCreation = "SettlementCreation"
  case settlementAcceptance = "SettlementAcceptance"
  case settlement = "Settlement"
  case settlementList = "SettlementList"
  case settlementItem = "SettlementItem"
  case settlementItemList = "SettlementItemList"
  case payoutCreation = "PayoutCreation"
  case payout = "Payout"
  case payoutList = "PayoutList"

  package var schema: Schema {
    switch self {
    case .metadata: Shapes.metadata
    case .limit: Shapes.limit
    case .balance: Shapes.balance
    case .problem: Shapes.problem
    case .tenantCreation: AdministrationShapes.tenantCreation
    case .tenantSettingsChange: AdministrationShapes.settingsChange
    case .tenantDeletion: AdministrationShapes.tenantDeletion
    case .reasonedAct: AdministrationShapes.reasonedAct
    case .keyCreation: AdministrationShapes.keyCreation
    case .keyRotation: AdministrationShapes.keyRotation
    case .accountOpening: RequestShapes.accountOpening
    case .freezing: RequestShapes.freezing
    case .closing: RequestShapes.closing
    case .limiting: RequestShapes.limiting
    case .postingRequest: RequestShapes.posting
    case .transferRequest: RequestShapes.transfer
    case .transactionRequest: RequestShapes.transaction
    case .reversalRequest: RequestShapes.reversal
    case .holdRequest: RequestShapes.hold
    case .captureRequest: RequestShapes.capture
    case .releaseRequest: RequestShapes.release
    case .batchRequest: RequestShapes.batch
    case .batchItem: RequestShapes.batchItem
    case .backupRequest: RequestShapes.backup
    case .health: ReplyShapes.health
    case .tenant: AdministrationShapes.tenant
    case .tenantList: ReplyShapes.list(of: .tenant)
    case .deletedTenant: AdministrationShapes.deletedTenant
    case .apiKey: AdministrationShapes.apiKey
    case .apiKeyList: ReplyShapes.list(of: .apiKey)
    case .auditRecord: AdministrationShapes.auditRecord
    case .auditRecordList: ReplyShapes.list(of: .auditRecord)
    case .auditHead: AdministrationShapes.auditHead
    case .account: ReplyShapes.account
    case .accountList: ReplyShapes.list(of: .account)
    case .entry: ReplyShapes.entry
    case .entryList: ReplyShapes.list(of: .entry)
    case .statement: ReplyShapes.statement
    case .posting: ReplyShapes.posting
    case .transaction: ReplyShapes.transaction
    case .transactionList: ReplyShapes.list(of: .transaction)
    case .hold: ReplyShapes.hold
    case .holdList: ReplyShapes.list(of: .hold)
    case .holdResolution: ReplyShapes.holdResolution
    case .batchResult: ReplyShapes.batchResult
    case .batchReply: ReplyShapes.batch
    case .trialBalance: ReportShapes.trialBalance
    case .balanceSheet: ReportShapes.balanceSheet
    case .balanceSheetSection: ReportShapes.section
    case .head: ReportShapes.head
    case .backup: ReportShapes.backup
    case .event: EventShapes.event
    case .eventList: ReplyShapes.list(of: .event)
    case .recordedChange: EventShapes.recordedChange
    case .paymentMethodCreation: VaultShapes.creation
    case .paymentMethodChange: VaultShapes.change
    case .reveal: VaultShapes.reveal
    case .passphrase: VaultShapes.passphrase
    case .vaultChange: VaultShapes.nothing
    case .paymentMethod: VaultShapes.method
    case .paymentMethodList: ReplyShapes.list(of: .paymentMethod)
    case .revealedMethod: VaultShapes.revealed
    case .vault: VaultShapes.vault
    case .dataKeys: VaultShapes.dataKeys
    case .merchantCreation: PaymentShapes.merchantCreation
    case .merchantChange: PaymentShapes.merchantChange
    case .walletCreation: WalletShapes.creation
    case .bonusGrant: PaymentShapes.bonusGrant
    case .intentCreation: PaymentShapes.intentCreation
    case .intentConfirmation: PaymentShapes.confirmation
    case .paymentCapture: PaymentShapes.capture
    case .refundCreation: PaymentShapes.refundCreation
    case .emptyRequest: PaymentShapes.empty
    case .merchant: PaymentShapes.merchant
    case .wallet: WalletShapes.wallet
    case .bonus: PaymentShapes.bonus
    case .intent: PaymentShapes.intent
    case .payment: PaymentShapes.payment
    case .refund: PaymentShapes.refund
    case .attempt: PaymentShapes.attempt
    case .delivery: PaymentShapes.delivery
    case .job: JobShapes.job
    case .merchantList: ReplyShapes.list(of: .merchant)
    case .walletList: ReplyShapes.list(of: .wallet)
    case .bonusList: ReplyShapes.list(of: .bonus)
    case .intentList: ReplyShapes.list(of: .intent)
    case .paymentList: ReplyShapes.list(of: .payment)
    case .refundList: ReplyShapes.list(of: .refund)
    case .attemptList: ReplyShapes.list(of: .attempt)
    case .deliveryList: ReplyShapes.list(of: .delivery)
    case .providerChange: ProviderShapes.change
    case .providerSecretAddition: ProviderShapes.addition
    case .providerSecretRetirement: ProviderShapes.retirement
    case .paymentSettingsChange: ProviderShapes.settingsChange
    case .provider: ProviderShapes.provider
    case .providerList: ReplyShapes.list(of: .provider)
    case .paymentSettings: ProviderShapes.settings
    case .jobList: ReplyShapes.list(of: .job)
    case .walletTransferRequest: WalletShapes.transferRequest
    case .walletChange: WalletShapes.change
    case .walletFreezing: WalletShapes.freezing
    case .walletTransfer: WalletShapes.transfer
    case .walletStatement: WalletShapes.statement
    case .customerCreation: WalletShapes.customerCreation
    case .customerChange: WalletShapes.customerChange
    case .customer: WalletShapes.customer
    case .customerList: ReplyShapes.list(of: .customer)
    case .monitorCreation: WalletShapes.monitorCreation
    case .monitor: WalletShapes.monitor
    case .monitorList: ReplyShapes.list(of: .monitor)
    case .settlementCreation: SettlementShapes.creation
    case .settlementAcceptance: SettlementShapes.acceptance
    case .settlement: SettlementShapes.settlement
    case .settlementList: ReplyShapes.list(of: .settlement)
    case .settlementItem: SettlementShapes.item
    case .settlementItemList: ReplyShapes.list(of: .settlementItem)
    case .payoutCreation: PayoutShapes.creation
    case .payout: PayoutShapes.payout
    case .payoutList: ReplyShapes.list(of: .payout)
    }
  }
}
