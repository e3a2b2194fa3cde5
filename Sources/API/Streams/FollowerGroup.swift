import Events
import LedgerCore
import Tenancy

/// Readers of one feed who want the same: what is for those who are live is looked for, written and kept once, however many they are.
final class FollowerGroup {
  let filter: EventFilter
  let sources: EventSources
  let transactions: TransactionInterest
  var live: [StreamFollower] = []
  /// Those who are behind, and each have a place of their own.
  var behind: [StreamFollower] = []
  /// What this turn has for those who are live.
  var bytes: [UInt8] = []

  init(_ filter: EventFilter) {
    self.filter = filter
    sources = filter.sources
    transactions = filter.transactions
  }
}

/// The groups of one feed, found by what an event has: looking for those it is for takes as long with a thousand readers of an account each
/// as with one.
struct FollowerGroups {
  private var all: [EventFilter: FollowerGroup] = [:]
  private var byObject: [EventObject: [FollowerGroup]] = [:]
  private var byChannel: [Text: [FollowerGroup]] = [:]
  private var byAccount: [AccountNumber: [FollowerGroup]] = [:]
  private var others: [FollowerGroup] = []
  private var ofLive: TransactionInterest?
  /// Of all groups.
  private(set) var sources: EventSources = []

  var groups: some Collection<FollowerGroup> { all.values }

  /// Which transactions those who are live want.
  mutating func transactionsOfLive() -> TransactionInterest {
    if let ofLive { return ofLive }
    var interest = TransactionInterest.none
    for group in all.values where !group.live.isEmpty { interest.formUnion(group.transactions) }
    ofLive = interest
    return interest
  }

  /// Puts a reader, who is behind at first, into its group.
  mutating func add(_ follower: StreamFollower) { group(of: follower.filter).behind.append(follower) }

  /// Moves one that has caught up.
  mutating func makeLive(_ follower: StreamFollower) {
    ofLive = nil
    guard let group = all[follower.filter] else { return }
    group.behind.removeAll { $0 === follower }
    group.live.append(follower)
  }

  /// Moves one that has fallen behind.
  mutating func putBehind(_ follower: StreamFollower) {
    ofLive = nil
    guard let group = all[follower.filter] else { return }
    group.live.removeAll { $0 === follower }
    group.behind.append(follower)
  }

  mutating func remove(_ follower: StreamFollower) {
    ofLive = nil
    guard let group = all[follower.filter] else { return }
    group.live.removeAll { $0 === follower }
    group.behind.removeAll { $0 === follower }
    guard group.live.isEmpty, group.behind.isEmpty else { return }
    all[group.filter] = nil
    sources = all.values.reduce(into: []) { $0.formUnion($1.sources) }
    func without(_ groups: [FollowerGroup]?) -> [FollowerGroup]? {
      let left = (groups ?? []).filter { $0 !== group }
      return left.isEmpty ? nil : left
    }
    if let object = group.filter.object {
      byObject[object] = without(byObject[object])
    } else if let channel = group.filter.channel {
      byChannel[channel] = without(byChannel[channel])
    } else if let account = group.filter.account {
      byAccount[account] = without(byAccount[account])
    } else {
      others = without(others) ?? []
    }
  }

  /// Calls `body` with each group that wants the event.
  func forEach(wanting event: Event, _ body: (FollowerGroup) -> Void) {
    func offer(_ groups: [FollowerGroup]?) {
      for group in groups ?? [] where group.filter.matches(event) { body(group) }
    }
    offer(others)
    if !byObject.isEmpty { offer(byObject[event.object]) }
    if !byChannel.isEmpty, let channel = event.channel { offer(byChannel[channel]) }
    if !byAccount.isEmpty { for account in event.accounts { offer(byAccount[account]) } }
  }

  private mutating func group(of filter: EventFilter) -> FollowerGroup {
    if let group = all[filter] { return group }
    let group = FollowerGroup(filter)
    all[filter] = group
    sources.formUnion(group.sources)
    if let object = filter.object {
      byObject[object, default: []].append(group)
    } else if let channel = filter.channel {
      byChannel[channel, default: []].append(group)
    } else if let account = filter.account {
      byAccount[account, default: []].append(group)
    } else {
      others.append(group)
    }
    return group
  }
}
