extension OperationID {
  package var route: Route {
    switch self {
    case .livez: ServiceRoutes.livez
    case .readyz: ServiceRoutes.readyz
    case .metrics: ServiceRoutes.metrics
    case .openapi: ServiceRoutes.openapi
    case .createTenant: ServiceRoutes.createTenant
    case .listTenants: ServiceRoutes.listTenants
    case .getTenant: ServiceRoutes.getTenant
    case .getHead: ServiceRoutes.getHead
    case .makeBackup: ServiceRoutes.makeBackup
    case .openAccount: AccountRoutes.open
    case .listAccounts: AccountRoutes.list
    case .getAccount: AccountRoutes.get
    case .listEntries: AccountRoutes.entries
    case .getStatement: AccountRoutes.statement
    case .freezeAccount: AccountRoutes.freeze
    case .unfreezeAccount: AccountRoutes.unfreeze
    case .closeAccount: AccountRoutes.close
    case .limitAccount: AccountRoutes.limit
    case .postTransfer: TransactionRoutes.transfer
    case .postTransaction: TransactionRoutes.post
    case .listTransactions: TransactionRoutes.list
    case .getTransaction: TransactionRoutes.get
    case .reverseTransaction: TransactionRoutes.reverse
    case .postBatch: TransactionRoutes.batch
    case .placeHold: HoldRoutes.place
    case .listHolds: HoldRoutes.list
    case .getHold: HoldRoutes.get
    case .captureHold: HoldRoutes.capture
    case .releaseHold: HoldRoutes.release
    case .getTrialBalance: ReportRoutes.trialBalance
    case .getBalanceSheet: ReportRoutes.balanceSheet
    }
  }
}
