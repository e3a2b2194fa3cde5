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
    case .setDefaultPaymentMethod: try changePaymentMethod(call) { $0.makeDefault($1, $2, answer: $3) }
    case .deletePaymentMethod: try changePaymentMethod(call) { $0.delete($1, $2, answer: $3) }
    case .revealPaymentMethod: try revealPaymentMethod(call)

    case .getVault: getVault(call)
    case .initialiseVault: try initialiseVault(call)
    case .sealVault: try sealVault(call)
    case .unsealVault: try unsealVault(call)
    case .rotateVault: try rotateVault(call)
    case .listDataKeys: try listDataKeys(call)
    case .rotateDataKey: try rotateDataKey(call)

    case .openAccount: try openAccount(tenant(call))
    case .listAccounts: try listAccounts(tenant(call))
    case .getAccount: try getAccount(tenant(call))
    case .listEntries: try listEntries(tenant(call))
    case .getStatement: try getStatement(tenant(call))
    case .freezeAccount: try changeAccount(tenant(call), .freeze)
    case .unfreezeAccount: try changeAccount(tenant(call), .unfreeze)
    case .closeAccount: try changeAccount(tenant(call), .close)
    case .limitAccount: try changeAccount(tenant(call), .limit)

    case .postTransfer: try postTransfer(tenant(call))
    case .postTransaction: try postTransaction(tenant(call))
    case .listTransactions: try listTransactions(tenant(call))
    case .getTransaction: try getTransaction(tenant(call))
    case .reverseTransaction: try reverseTransaction(tenant(call))
    case .postBatch: try postBatch(tenant(call))

    case .placeHold: try placeHold(tenant(call))
    case .listHolds: try listHolds(tenant(call))
    case .getHold: try getHold(tenant(call))
    case .captureHold: try captureHold(tenant(call))
    case .releaseHold: try releaseHold(tenant(call))

    case .getTrialBalance: try getTrialBalance(tenant(call))
    case .getBalanceSheet: try getBalanceSheet(tenant(call))
    case .getHead: try getHead(tenant(call))
    }
  }
}
