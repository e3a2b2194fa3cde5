import LedgerCore
import Payments
import Tenancy

/// How much of what is due is done at once.
///
/// What merely is due and what somebody waits for have each a room of their own, so that neither keeps the other out. Of what merely is due each
/// provider is asked only a few things at a time: after an outage ten thousand questions are due together, and then come one after the other, as
/// fast as the provider answers. An account that fails just now is asked one thing at a time.
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

  private struct Line: Hashable {
    let provider: ProviderName
    let isUrgent: Bool
  }

  static let most = 128
  static let mostUrgent = 1_024
  /// Of one provider, over all tenants.
  static let mostAtProvider = 16
  static let mostUrgentAtProvider = 64

  private var underWay: [JobFailures.Key: Piece] = [:]
  private var urgent = 0
  private var lines: [Line: Int] = [:]
  private var atAccount: [Account: Int] = [:]

  /// Takes it in; false where there is no room, or it is under way.
  mutating func takes(_ piece: Piece) -> Bool {
    guard !holds(piece.key), piece.isUrgent ? urgent < DueRoom.mostUrgent : !isFull else { return false }
    if let account = piece.account {
      let line = Line(provider: account.provider, isUrgent: piece.isUrgent)
      let most = piece.isUrgent ? DueRoom.mostUrgentAtProvider : DueRoom.mostAtProvider
      guard lines[line, default: 0] < most else { return false }
      guard piece.isUrgent || !piece.isFailing || atAccount[account] == nil else { return false }
      lines[line, default: 0] += 1
      atAccount[account, default: 0] += 1
    }
    if piece.isUrgent { urgent += 1 }
    underWay[piece.key] = piece
    return true
  }

  mutating func ends(_ key: JobFailures.Key) {
    guard let piece = underWay.removeValue(forKey: key) else { return }
    if piece.isUrgent { urgent -= 1 }
    guard let account = piece.account else { return }
    lines[Line(provider: account.provider, isUrgent: piece.isUrgent), default: 1] -= 1
    let left = (atAccount[account] ?? 1) - 1
    atAccount[account] = left > 0 ? left : nil
  }

  /// Whether nothing can be taken in that nobody waits for.
  var isFull: Bool { underWay.count - urgent >= DueRoom.most }

  /// Whether it is under way.
  func holds(_ key: JobFailures.Key) -> Bool { underWay[key] != nil }
}
