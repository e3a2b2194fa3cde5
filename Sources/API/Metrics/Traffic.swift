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
    case .openapi: 0
    case .createTenant: 1
    case .listTenants: 2
    case .getTenant: 3
    case .suspendTenant: 4
    case .resumeTenant: 5
    case .closeTenant: 6
    case .setTenant: 7
    case .deleteTenant: 8
    case .createKey: 9
    case .listKeys: 10
    case .getKey: 11
    case .rotateKey: 12
    case .revokeKey: 13
    case .openAccount: 14
    case .listAccounts: 15
    case .getAccount: 16
    case .listEntries: 17
    case .getStatement: 18
    case .freezeAccount: 19
    case .unfreezeAccount: 20
    case .closeAccount: 21
    case .limitAccount: 22
    case .postTransfer: 23
    case .postTransaction: 24
    case .listTransactions: 25
    case .getTransaction: 26
    case .reverseTransaction: 27
    case .postBatch: 28
    case .placeHold: 29
    case .listHolds: 30
    case .getHold: 31
    case .captureHold: 32
    case .releaseHold: 33
    case .getTrialBalance: 34
    case .getBalanceSheet: 35
    case .getHead: 36
    case .makeBackup: 37
    case .listAudit: 38
    case .getAuditHead: 39
    case .createPaymentMethod: 40
    case .listPaymentMethods: 41
    case .getPaymentMethod: 42
    case .setDefaultPaymentMethod: 43
    case .deletePaymentMethod: 44
    case .revealPaymentMethod: 45
    case .getVault: 46
    case .initialiseVault: 47
    case .sealVault: 48
    case .unsealVault: 49
    case .rotateVault: 50
    case .listDataKeys: 51
    case .rotateDataKey: 52
    case .createMerchant: 53
    case .listMerchants: 54
    case .getMerchant: 55
    case .createWallet: 56
    case .listWallets: 57
    case .getWallet: 58
    case .createIntent: 59
    case .listIntents: 60
    case .getIntent: 61
    case .confirmIntent: 62
    case .cancelIntent: 63
    case .listPayments: 64
    case .getPayment: 65
    case .capturePayment: 66
    case .voidPayment: 67
    case .refundPayment: 68
    case .listRefunds: 69
    case .getRefund: 70
    case .listAttempts: 71
    case .getAttempt: 72
    case .listInbox: 73
    case .getDelivery: 74
    case .listEvents: 75
    case .streamEvents: 76
    case .getEvent: 77
    }
  }
}
