import LedgerCore
import Payments
import Tenancy

/// How much of what is due is done at once.
///
/// What merely is due leaves room for what somebody waits for, and each provider is asked only a few things at a time: after an outage ten
/// thousand questions are due together, and then come one after the other, as fast as the provider answers. An account that fails just now is
/// asked one thing at a time.
struct DueRoom {
  struct Account: Hashable {
    let tenant: TenantID
    let provider: ProviderName
  }

  /// One thing to be done.
  struct Piece {
    let key: JobFailures.Key
    /// Whom it asks; nil where nobody is asked.
    var account: Account?
    /// Whether somebody waits for it.
    var isUrgent: Bool
    /// Whether the account fails just now.
    var isFailing: Bool
  }

  static let most = 128
  static let mostUrgent = 1_024
  /// Of one provider, over all tenants.
  static let mostAtProvider = 16
  static let mostUrgentAtProvider = 64

  private var underWay: [JobFailures.Key: Account?] = [:]
  private var atProvider: [ProviderName: Int] = [:]
  private var atAccount: [Account: Int] = [:]

  /// Takes it in; false where there is no room, or it is under way.
  mutating func takes(_ piece: Piece) -> Bool {
    guard !holds(piece.key), underWay.count < (piece.isUrgent ? DueRoom.mostUrgent : DueRoom.most) else {
      return false
    }
    if let account = piece.account {
      let atProvider = atProvider[account.provider] ?? 0
      guard atProvider < (piece.isUrgent ? DueRoom.mostUrgentAtProvider : DueRoom.mostAtProvider) else { return false }
      guard piece.isUrgent || !piece.isFailing || atAccount[account] == nil else { return false }
      self.atProvider[account.provider] = atProvider + 1
      atAccount[account, default: 0] += 1
    }
    underWay.updateValue(piece.account, forKey: piece.key)
    return true
  }

  mutating func ends(_ key: JobFailures.Key) {
    guard case let account?? = underWay.removeValue(forKey: key) else { return }
    atProvider[account.provider, default: 1] -= 1
    let left = (atAccount[account] ?? 1) - 1
    atAccount[account] = left > 0 ? left : nil
  }

  /// Whether nothing can be taken in that nobody waits for.
  var isFull: Bool { underWay.count >= DueRoom.most }

  /// Whether it is under way.
  func holds(_ key: JobFailures.Key) -> Bool { underWay.keys.contains(key) }
}
