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
    case .changeMerchant: 59
    case .createWallet: 60
    case .listWallets: 61
    case .getWallet: 62
    case .grantBonus: 63
    case .listBonuses: 64
    case .getBonus: 65
    case .createIntent: 66
    case .listIntents: 67
    case .getIntent: 68
    case .confirmIntent: 69
    case .cancelIntent: 70
    case .listPayments: 71
    case .getPayment: 72
    case .capturePayment: 73
    case .voidPayment: 74
    case .refundPayment: 75
    case .listRefunds: 76
    case .getRefund: 77
    case .listAttempts: 78
    case .getAttempt: 79
    case .listInbox: 80
    case .getDelivery: 81
    case .replayDelivery: 82
    case .listJobs: 83
    case .getJob: 84
    case .retryJob: 85
    case .cancelJob: 86
    case .listEvents: 87
    case .streamEvents: 88
    case .getEvent: 89
    case .listProviders: 90
    case .getProvider: 91
    case .setProvider: 92
    case .addProviderSecret: 93
    case .retireProviderSecret: 94
    case .disableProvider: 95
    case .enableProvider: 96
    case .getPaymentSettings: 97
    case .setPaymentSettings: 98
    case .transferFromWallet: 99
    case .changeWallet: 100
    case .suspendWallet: 101
    case .activateWallet: 102
    case .closeWallet: 103
    case .freezeWallet: 104
    case .unfreezeWallet: 105
    case .getWalletStatement: 106
    case .createCustomer: 107
    case .listCustomers: 108
    case .getCustomer: 109
    case .changeCustomer: 110
    case .createMonitor: 111
    case .listMonitors: 112
    case .getMonitor: 113
    case .removeMonitor: 114
    case .createSettlement: 115
    case .acceptSettlement: 116
    case .listSettlements: 117
    case .getSettlement: 118
    case .listSettlementItems: 119
    case .createPayout: 120
    case .listPayouts: 121
    case .getPayout: 122
    case .approvePayout: 123
    case .cancelPayout: 124
    }
  }
}
