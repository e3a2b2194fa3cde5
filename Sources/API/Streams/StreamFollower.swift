import Events
import HTTPServer
import LedgerCore
import Synchronization
import Tenancy

/// One reader of a stream, as the thread of the streams knows it.
final class StreamFollower: @unchecked Sendable {
  // Sendable because what changes is touched only by whoever serves the streams, one thread at a time.

  enum State {
    /// Has seen what its feed has seen.
    case live
    /// Behind the feed, and read for by itself.
    case behind
    /// Was sent more than it has taken, since then.
    case paused(since: Int64)
    case ended
  }

  let tenant: Tenant
  let filter: EventFilter
  let sources: EventSources
  /// Whose rights it follows with; nil: a peer of the socket, whose rights are those it connected with.
  let key: KeyID?
  let isPlatform: Bool
  let stream: HTTPStream
  /// How far it has come; of one that is live, the feed knows.
  var position: EventPosition
  var state = State.behind
  /// While it is behind: whether the scan that is under way is for it too, and what that has found.
  var isScanned = false
  var found: [UInt8] = []
  /// Whether its place among the streams is still taken: given back once, by whoever notices first that it is gone.
  private let hasPlace = Atomic(true)

  init(
    tenant: Tenant, filter: EventFilter, key: KeyID?, isPlatform: Bool, position: EventPosition, stream: HTTPStream
  ) {
    self.tenant = tenant
    self.filter = filter
    sources = filter.sources
    self.key = key
    self.isPlatform = isPlatform
    self.position = position
    self.stream = stream
  }

  /// True for the first who asks.
  func leavesPlace() -> Bool { hasPlace.exchange(false, ordering: .relaxed) }

  var isLive: Bool { if case .live = state { true } else { false } }
  var isBehind: Bool { if case .behind = state { true } else { false } }
  var hasEnded: Bool { if case .ended = state { true } else { false } }

  /// Says why, and ends the body. What was written before leaves first, if the reader takes it.
  func end(_ reason: StreamEnd) {
    stream.write(ServerSentEvent.end(reason))
    stream.finish()
    state = .ended
  }

  /// Why it may not follow any longer; nil while it may.
  func reasonToEnd(_ directory: any TenantDirectory, now: Timestamp) -> StreamEnd? {
    guard let tenant = directory.tenant(id: tenant.id) else { return .tenantDeleted }
    switch tenant.status {
    case .active: break
    case .suspended: if isPlatform { return .tenantSuspended }
    case .closed: return .tenantClosed
    }
    guard let key else { return nil }
    guard let known = directory.key(key) else { return .keyRevoked }
    return switch known.key.status(at: now) {
    case .active: nil
    case .expired: .keyExpired
    case .revoked: .keyRevoked
    }
  }
}
