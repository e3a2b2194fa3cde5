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
    case .here does not compile until each of them knows it.: 0
    case .livez: 1
    case .readyz: 2
    case .metrics: 3
    case .openapi: 4
    case .createTenant: 5
    case .listTenants: 6
    case .getTenant: 7
    case .suspendTenant: 8
    case .resumeTenant: 9
    case .closeTenant: 10
    case .setTenant: 11
    case .deleteTenant: 12
    case .createKey: 13
    case .listKeys: 14
    case .getKey: 15
    case .rotateKey: 16
    case .revokeKey: 17
    case .openAccount: 18
    case .listAccounts: 19
    case .getAccount: 20
    case .listEntries: 21
    case .getStatement: 22
    case .freezeAccount: 23
    case .unfreezeAccount: 24
    case .closeAccount: 25
    case .limitAccount: 26
    case .postTransfer: 27
    case .postTransaction: 28
    case .listTransactions: 29
    case .getTransaction: 30
    case .reverseTransaction: 31
    case .postBatch: 32
    case .placeHold: 33
    case .listHolds: 34
    case .getHold: 35
    case .captureHold: 36
    case .releaseHold: 37
    case .getTrialBalance: 38
    case .getBalanceSheet: 39
    case .getHead: 40
    case .makeBackup: 41
    case .listAudit: 42
    case .getAuditHead: 43
    case .createPaymentMethod: 44
    case .listPaymentMethods: 45
    case .getPaymentMethod: 46
    case .setDefaultPaymentMethod: 47
    case .deletePaymentMethod: 48
    case .revealPaymentMethod: 49
    case .getVault: 50
    case .initialiseVault: 51
    case .sealVault: 52
    case .unsealVault: 53
    case .rotateVault: 54
    case .listDataKeys: 55
    case .rotateDataKey: 56
    case .createMerchant: 57
    case .listMerchants: 58
    case .getMerchant: 59
    case .createWallet: 60
    case .listWallets: 61
    case .getWallet: 62
    case .createIntent: 63
    case .listIntents: 64
    case .getIntent: 65
    case .confirmIntent: 66
    case .cancelIntent: 67
    case .listPayments: 68
    case .getPayment: 69
    case .capturePayment: 70
    case .voidPayment: 71
    case .refundPayment: 72
    case .listRefunds: 73
    case .getRefund: 74
    case .listAttempts: 75
    case .listInbox: 76
    case .getDelivery: 77
    case .listEvents: 78
    case .streamEvents: 79
    case .getEvent: 80
    }
  }
}
