package import LedgerCore
import Synchronization

/// Rung by whoever has made something of a tenant durable, heard by whoever follows that tenant.
///
/// It says only that there is something: what there is stands in the file. While nobody follows any tenant a ring is one load, and while
/// the follower is awake it is one short lock; only a follower that sleeps costs a call of the system. So a commit never waits for a reader.
package final class CommitBell: Sendable {
  private struct State {
    var followed: Set<TenantID> = []
    var rung: [TenantID: EventSources] = [:]
    var isAsleep = false
    var wake: @Sendable () -> Void = {}
  }

  private let isFollowed = Atomic(false)
  private let state = Mutex(State())

  package init() {}

  /// From any thread, after a commit.
  package func ring(_ tenant: TenantID, _ source: EventSource) {
    guard isFollowed.load(ordering: .relaxed) else { return }
    let wake = state.withLock { state -> (@Sendable () -> Void)? in
      guard state.followed.contains(tenant) else { return nil }
      state.rung[tenant, default: []].insert(EventSources(source))
      guard state.isAsleep else { return nil }
      state.isAsleep = false
      return state.wake
    }
    wake?()
  }

  // MARK: The one who follows

  /// Whom to wake. Once, before anybody is followed.
  package func wakes(_ wake: @escaping @Sendable () -> Void) { state.withLock { $0.wake = wake } }

  /// From now on rings of this tenant are kept.
  package func follow(_ tenant: TenantID) {
    state.withLock { state in
      state.followed.insert(tenant)
      isFollowed.store(true, ordering: .relaxed)
    }
  }

  package func unfollow(_ tenant: TenantID) {
    state.withLock { state in
      state.followed.remove(tenant)
      state.rung[tenant] = nil
      if state.followed.isEmpty { isFollowed.store(false, ordering: .relaxed) }
    }
  }

  /// What was rung since the last call.
  package func take() -> [TenantID: EventSources] {
    state.withLock { state in
      defer { state.rung.removeAll(keepingCapacity: true) }
      return state.rung
    }
  }

  /// Declares the follower asleep, unless something was rung: false.
  package func fallAsleep() -> Bool {
    state.withLock { state in
      state.isAsleep = state.rung.isEmpty
      return state.isAsleep
    }
  }

  package func awoke() { state.withLock { $0.isAsleep = false } }
}
