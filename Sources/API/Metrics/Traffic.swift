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
    case .openAccount: 7
    case .listAccounts: 8
    case .getAccount: 9
    case .listEntries: 10
    case .getStatement: 11
    case .freezeAccount: 12
    case .unfreezeAccount: 13
    case .closeAccount: 14
    case .limitAccount: 15
    case .postTransfer: 16
    case .postTransaction: 17
    case .listTransactions: 18
    case .getTransaction: 19
    case .reverseTransaction: 20
    case .postBatch: 21
    case .placeHold: 22
    case .listHolds: 23
    case .getHold: 24
    case .captureHold: 25
    case .releaseHold: 26
    case .getTrialBalance: 27
    case .getBalanceSheet: 28
    case .getHead: 29
    case .makeBackup: 30
    case .createPaymentMethod: 31
    case .listPaymentMethods: 32
    case .getPaymentMethod: 33
    case .setDefaultPaymentMethod: 34
    case .deletePaymentMethod: 35
    case .revealPaymentMethod: 36
    case .getVault: 37
    case .initialiseVault: 38
    case .sealVault: 39
    case .unsealVault: 40
    case .rotateVault: 41
    case .listDataKeys: 42
    case .rotateDataKey: 43
    }
  }
}
