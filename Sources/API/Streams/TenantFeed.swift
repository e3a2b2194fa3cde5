import Events
import HTTPServer
import JSON
import LedgerCore
import Tenancy

/// The events of one tenant on their way to everybody who follows it. Used by whoever serves the streams, one thread at a time.
///
/// What is new is read once and given to all who are live. Who does not take it falls behind, keeps a position of its own instead of a
/// queue, and is read for from the files until it has caught up: nothing is kept in memory for anybody but what the socket holds.
final class TenantFeed {
  /// Readers behind that are read for in one turn.
  private static let behindPerTurn = 8
  /// Microseconds.
  private static let retry: Int64 = 1_000_000
  /// Bytes after which a turn is long enough, whoever they are for: with many readers a turn reads fewer rows.
  private static let bytesPerTurn = 1 << 20
  private static let fewestRows = 16

  let tenant: TenantEvents
  private let limits: StreamLimits
  /// What all who are live have seen, and the ledger's part of it with its time.
  private var position: EventPosition
  private var place: LedgerPlace
  private var groups = FollowerGroups()
  private var behind: [StreamFollower] = []
  /// Where something may be new.
  private var due: EventSources = []
  /// Sources that could not be read, and when to try again. What is missed meanwhile is still in their files.
  private var retries: [EventSource: Int64] = [:]
  private(set) var followers = 0
  private var rows: Int

  init(_ tenant: TenantEvents, at position: EventPosition, _ place: LedgerPlace, limits: StreamLimits) {
    self.tenant = tenant
    self.position = position
    self.place = place
    self.limits = limits
    rows = limits.rowsPerTurn
  }

  /// What a turn wrote: who does the turn sends it.
  struct Output {
    var pieces: [(stream: HTTPStream, bytes: [UInt8])] = []
    var bytes = 0
    var events = 0

    mutating func add(_ bytes: [UInt8], for stream: HTTPStream) {
      pieces.append((stream, bytes))
      self.bytes += bytes.count
    }
  }

  // MARK: Who follows

  /// - Parameter heads: where the sources stood when it came.
  func add(_ follower: StreamFollower, heads: EventPosition) {
    let known = sources
    for source in EventSource.allCases where follower.sources.contains(source) && !known.contains(source) {
      position[source] = max(position[source], heads[source])
    }
    behind.append(follower)
    followers += 1
    due.formUnion(follower.sources)
  }

  func remove(_ follower: StreamFollower) {
    if follower.isLive { groups.remove(follower) } else { behind.removeAll { $0 === follower } }
    follower.state = .ended
    followers -= 1
  }

  var all: [StreamFollower] { groups.groups.flatMap(\.live) + behind }

  private var sources: EventSources {
    var sources = groups.groups.reduce(into: EventSources()) { $0.formUnion($1.sources) }
    for follower in behind { sources.formUnion(follower.sources) }
    return sources
  }

  func ring(_ sources: EventSources) { due.formUnion(sources) }

  /// Whether a turn would find anything to do.
  func hasWork(now: Int64) -> Bool {
    let blocked = blocked(now: now)
    return !due.intersection(sources).subtracting(blocked).isEmpty
      || behind.contains { $0.isBehind && $0.sources.isDisjoint(with: blocked) }
  }

  /// When a source that could not be read is to be tried again.
  var nextRetry: Int64? { retries.values.min() }

  private func blocked(now: Int64) -> EventSources {
    retries.reduce(into: EventSources()) { if $1.value > now { $0.insert(EventSources($1.key)) } }
  }

  /// Notes that a source cannot be read just now.
  func put(off source: EventSource, now: Int64) {
    retries[source] = now + TenantFeed.retry
    due.insert(EventSources(source))
  }

  // MARK: A turn

  /// What a turn needs of the one who has it done.
  struct Turn {
    let ledger: any Ledger
    let now: Int64
    /// Called, on any thread, when a paused reader has taken everything.
    let drained: @Sendable (StreamFollower) -> Void
    /// Told when a source cannot be read.
    let report: (EventSource, Problem) -> Void
  }

  func turn(_ turn: Turn, _ output: inout Output) {
    let before = output.bytes
    readNew(turn, &output)
    if output.bytes - before > TenantFeed.bytesPerTurn {
      rows = max(TenantFeed.fewestRows, rows / 2)
    } else if rows < limits.rowsPerTurn {
      rows = min(limits.rowsPerTurn, rows + TenantFeed.fewestRows)
    }
    for follower in takeBehind(now: turn.now) { catchUp(follower, turn, &output) }
  }

  private func read(_ source: EventSource, after place: Int64, _ turn: Turn) -> (piece: TenantEvents.Piece, place: LedgerPlace?)?
  {
    do throws(Problem) {
      let found = try tenant.following(place, in: source, turn.ledger, rows: rows)
      retries[source] = nil
      return found
    } catch {
      put(off: source, now: turn.now)
      turn.report(source, error)
      return nil
    }
  }

  private func readNew(_ turn: Turn, _ output: inout Output) {
    let before = position
    var events: [Event] = []
    due.formIntersection(sources)
    let wanted = due.subtracting(blocked(now: turn.now))
    for source in EventSource.allCases where wanted.contains(source) {
      guard let (piece, place) = read(source, after: position[source], turn) else { continue }
      events += piece.events
      position[source] = piece.position
      if let place { self.place = place }
      if !piece.hasMore { due.remove(EventSources(source)) }
    }
    guard !events.isEmpty else { return }
    if wanted != .ledger { events.sort { $0.id < $1.id } }
    var running = before
    var touched: [FollowerGroup] = []
    for event in events {
      running[event.source] = event.id.sequence
      var frame = Frame(event, turn.ledger)
      groups.forEach(wanting: event) { group in
        if group.bytes.isEmpty { touched.append(group) }
        frame.append(at: running, of: group.sources, to: &group.bytes)
      }
    }
    output.events += events.count
    for group in touched {
      for follower in group.live {
        if follower.stream.wantsPause {
          follower.position = before
          groups.remove(follower)
          behind.append(follower)
          pause(follower, turn)
        } else {
          output.add(group.bytes, for: follower.stream)
        }
      }
      group.bytes = []
    }
  }

  /// The next of those behind, in turns.
  private func takeBehind(now: Int64) -> [StreamFollower] {
    let blocked = blocked(now: now)
    let ready = behind.filter { $0.isBehind && $0.sources.isDisjoint(with: blocked) }.prefix(TenantFeed.behindPerTurn)
    guard ready.count == TenantFeed.behindPerTurn else { return Array(ready) }
    behind.removeAll { one in ready.contains { $0 === one } }
    behind += ready
    return Array(ready)
  }

  private func catchUp(_ follower: StreamFollower, _ turn: Turn, _ output: inout Output) {
    // It came after what was read last: the feed has to get there first.
    guard position.reaches(follower.position, in: follower.sources) else { return due.formUnion(follower.sources) }
    guard !follower.stream.wantsPause else { return pause(follower, turn) }
    var events: [Event] = []
    var ends = follower.position
    /// Behind the last event of a source that has more, others must wait for it.
    var horizon: EventID?
    for source in EventSource.allCases where follower.sources.contains(source) && follower.position[source] < position[source] {
      guard let piece = read(source, after: follower.position[source], turn)?.piece else { return }
      ends[source] = min(piece.position, position[source])
      let known = piece.events.filter { $0.id.sequence <= ends[source] }
      events += known
      if ends[source] < position[source], let last = known.last?.id { horizon = horizon.map { min($0, last) } ?? last }
    }
    events.sort { $0.id < $1.id }
    var bytes: [UInt8] = []
    var running = follower.position
    for event in events {
      if let horizon, event.id > horizon {
        // It comes again when its turn has come.
        ends[event.source] = min(ends[event.source], event.id.sequence - 1)
        continue
      }
      running[event.source] = event.id.sequence
      guard follower.filter.matches(event) else { continue }
      var frame = Frame(event, turn.ledger)
      frame.append(at: running, of: follower.sources, to: &bytes)
      output.events += 1
    }
    for source in EventSource.allCases { follower.position[source] = max(follower.position[source], ends[source]) }
    if !bytes.isEmpty { output.add(bytes, for: follower.stream) }
    guard follower.position.reaches(position, in: follower.sources) else { return }
    behind.removeAll { $0 === follower }
    follower.state = .live
    groups.add(follower)
  }

  private func pause(_ follower: StreamFollower, _ turn: Turn) {
    follower.state = .paused(since: turn.now)
    follower.stream.whenDrained { [drained = turn.drained] in drained(follower) }
  }

  // MARK: From time to time

  /// Tells those who are live that the line is open, and how far they have come.
  func beat(_ output: inout Output) {
    let row = EventID(.ledger, at: place.postedAt, tag: tenant.tag, sequence: place.sequence)
    for group in groups.groups {
      let bytes = ServerSentEvent.heartbeat(at: StreamToken(row, at: position, of: group.sources))
      for follower in group.live where !follower.stream.wantsPause { output.add(bytes, for: follower.stream) }
    }
    let bytes = ServerSentEvent.heartbeat(at: nil)
    for follower in behind where follower.isBehind && !follower.stream.wantsPause { output.add(bytes, for: follower.stream) }
  }

  /// Those who have taken too long, and when the next of the others will have.
  func stalled(now: Int64) -> (ended: [StreamFollower], next: Int64?) {
    var ended: [StreamFollower] = []
    var next: Int64?
    for follower in behind {
      guard case .paused(let since) = follower.state else { continue }
      if now - since >= limits.stall {
        ended.append(follower)
      } else {
        next = min(next ?? .max, since + limits.stall)
      }
    }
    return (ended, next)
  }
}

/// One event as it goes out: written once for all who want it, but for the token, which says which sources one follows.
private struct Frame {
  private let event: Event
  private let ledger: any Ledger
  private var json: [UInt8] = []

  init(_ event: Event, _ ledger: any Ledger) {
    self.event = event
    self.ledger = ledger
  }

  mutating func append(at position: EventPosition, of sources: EventSources, to bytes: inout [UInt8]) {
    if json.isEmpty {
      var writer = JSONWriter(capacity: 1_024)
      EventRendering.write(event, ledger, to: &writer)
      json = writer.bytes
    }
    ServerSentEvent.append(event.type, id: StreamToken(event.id, at: position, of: sources), json, to: &bytes)
  }
}
