/// Every operation of the API, by its `operationId`. The route table of the daemon, the OpenAPI document and the reference
/// pages are all made from `route`; a new case here does not compile until each of them knows it.
package enum OperationID: String, Sendable, CaseIterable {
  case livez, readyz, metrics
  case openapi = "openapi.json"

  case createTenant = "tenants.create"
  case listTenants = "tenants.list"
  case getTenant = "tenants.get"
  case suspendTenant = "tenants.suspend"
  case resumeTenant = "tenants.resume"
  case closeTenant = "tenants.close"
  case setTenant = "tenants.settings"
  case deleteTenant = "tenants.delete"

  case createKey = "keys.create"
  case listKeys = "keys.list"
  case getKey = "keys.get"
  case rotateKey = "keys.rotate"
  case revokeKey = "keys.revoke"

  case openAccount = "accounts.open"
  case listAccounts = "accounts.list"
  case getAccount = "accounts.get"
  case listEntries = "accounts.entries"
  case getStatement = "accounts.statement"
  case freezeAccount = "accounts.freeze"
  case unfreezeAccount = "accounts.unfreeze"
  case closeAccount = "accounts.close"
  case limitAccount = "accounts.limit"

  case postTransfer = "transfers.post"
  case postTransaction = "transactions.post"
  case listTransactions = "transactions.list"
  case getTransaction = "transactions.get"
  case reverseTransaction = "transactions.reverse"
  case postBatch = "batches.post"

  case placeHold = "holds.place"
  case listHolds = "holds.list"
  case getHold = "holds.get"
  case captureHold = "holds.capture"
  case releaseHold = "holds.release"

  case getTrialBalance = "reports.trial_balance"
  case getBalanceSheet = "reports.balance_sheet"
  case getHead = "head.get"
  case makeBackup = "backups.make"
  case listAudit = "audit.list"
  case getAuditHead = "audit.head"

  case createPaymentMethod = "payment_methods.create"
  case listPaymentMethods = "payment_methods.list"
  case getPaymentMethod = "payment_methods.get"
  case setDefaultPaymentMethod = "payment_methods.default"
  case deletePaymentMethod = "payment_methods.delete"
  case revealPaymentMethod = "payment_methods.reveal"

  case getVault = "vault.get"
  case initialiseVault = "vault.init"
  case sealVault = "vault.seal"
  case unsealVault = "vault.unseal"
  case rotateVault = "vault.rotate"
  case listDataKeys = "vault.data_keys"
  case rotateDataKey = "vault.rotate_data_key"

  case listEvents = "events.list"
  case streamEvents = "events.stream"
  case getEvent = "events.get"
}
