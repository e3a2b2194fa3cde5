import Synchronization
import WalletAPI

/// How many requests were answered, with what, and how fast.
final class Traffic: Sendable {
  struct Counts: Sendable {
    /// By operation (the last row: none), then by status class (1xx to 5xx).
    var answers = [[Int64]](repeating: [0, 0, 0, 0, 0], count: OperationID.allCases.count + 1)
    /// Answers that took at most 2^i microseconds, not cumulated.
    var microsecondsLog2 = [Int64](repeating: 0, count: 32)
    var microsecondsSum: Int64 = 0
  }

  private let counts = Mutex(Counts())

  /// `microseconds`: from the last byte of the request to the making of its reply.
  func count(_ operation: OperationID?, _ status: UInt16, _ microseconds: Int64) {
    let row = operation.map(\.index) ?? OperationID.allCases.count
    let statusClass = min(max(Int(status) / 100, 1), 5) - 1
    let bucket = microseconds <= 1 ? 0 : min(31, 64 - (microseconds - 1).leadingZeroBitCount)
    counts.withLock { counts in
      counts.answers[row][statusClass] += 1
      counts.microsecondsLog2[bucket] += 1
      counts.microsecondsSum += microseconds
    }
  }

  var current: Counts { counts.withLock { $0 } }
}

extension OperationID {
  /// The operation's place in `allCases`.
  var index: Int {
    switch self {
    case .livez: 0
    case .readyz: 1
    case .metrics: 2
    case .openapi: 3
    case .createTenant: 4
    case .listTenants: 5
    case .getTenant: 6
    case .suspendTenant: 7
    case .resumeTenant: 8
    case .closeTenant: 9
    case .setTenant: 10
    case .deleteTenant: 11
    case .createKey: 12
    case .listKeys: 13
    case .getKey: 14
    case .rotateKey: 15
    case .revokeKey: 16
    case .openAccount: 17
    case .listAccounts: 18
    case .getAccount: 19
    case .listEntries: 20
    case .getStatement: 21
    case .freezeAccount: 22
    case .unfreezeAccount: 23
    case .closeAccount: 24
    case .limitAccount: 25
    case .postTransfer: 26
    case .postTransaction: 27
    case .listTransactions: 28
    case .getTransaction: 29
    case .reverseTransaction: 30
    case .postBatch: 31
    case .placeHold: 32
    case .listHolds: 33
    case .getHold: 34
    case .captureHold: 35
    case .releaseHold: 36
    case .getTrialBalance: 37
    case .getBalanceSheet: 38
    case .getHead: 39
    case .makeBackup: 40
    case .listAudit: 41
    case .getAuditHead: 42
    case .createPaymentMethod: 43
    case .listPaymentMethods: 44
    case .getPaymentMethod: 45
    case .setDefaultPaymentMethod: 46
    case .deletePaymentMethod: 47
    case .revealPaymentMethod: 48
    case .getVault: 49
    case .initialiseVault: 50
    case .sealVault: 51
    case .unsealVault: 52
    case .rotateVault: 53
    case .listDataKeys: 54
    case .rotateDataKey: 55
    case .createMerchant: 56
    case .listMerchants: 57
    case .getMerchant: 58
    case .createWallet: 59
    case .listWallets: 60
    case .getWallet: 61
    case .createIntent: 62
    case .listIntents: 63
    case .getIntent: 64
    case .confirmIntent: 65
    case .cancelIntent: 66
    case .listPayments: 67
    case .getPayment: 68
    case .capturePayment: 69
    case .voidPayment: 70
    case .refundPayment: 71
    case .listRefunds: 72
    case .getRefund: 73
    case .listAttempts: 74
    case .listInbox: 75
    case .getDelivery: 76
    case .replayDelivery: 77
    case .listJobs: 78
    case .getJob: 79
    case .retryJob: 80
    case .cancelJob: 81
    case .listEvents: 82
    case .streamEvents: 83
    case .getEvent: 84
    case .listProviders: 85
    case .getProvider: 86
    case .setProvider: 87
    case .addProviderSecret: 88
    case .retireProviderSecret: 89
    case .disableProvider: 90
    case .enableProvider: 91
    case .getPaymentSettings: 92
    case .setPaymentSettings: 93
    }
  }
}
