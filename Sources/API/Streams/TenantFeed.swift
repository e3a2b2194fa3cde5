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
  /// Scans for readers behind in one turn.
  private static let scansPerTurn = 4
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
    var work = StreamWork()

    /// Notes what a part of a turn came to.
    mutating func measure(_ turn: Turn, isNew: Bool, _ part: (inout Output) -> Void) {
      var (time, pieces, bytes) = (turn.processorTime(), self.pieces.count, self.bytes)
      part(&self)
      (time, pieces, bytes) = (turn.processorTime() - time, self.pieces.count - pieces, self.bytes - bytes)
      if isNew {
        work.noteNew(time: time, pieces: pieces, bytes: bytes)
      } else {
        work.noteOld(time: time, pieces: pieces, bytes: bytes)
      }
    }

    mutating func add(_ bytes: [UInt8], for stream: HTTPStream) {
      pieces.append((stream, bytes))
      self.bytes += bytes.count
    }
  }

  // MARK: Who follows

  /// - Parameter heads: where the sources stood when it came.
  func add(_ follower: StreamFollower, heads: EventPosition) {
    let known = groups.sources
    for source in EventSource.allCases where follower.sources.contains(source) && !known.contains(source) {
      position[source] = max(position[source], heads[source])
    }
    groups.add(follower)
    behind.append(follower)
    followers += 1
    due.formUnion(follower.sources)
  }

  func remove(_ follower: StreamFollower) {
    groups.remove(follower)
    if !follower.isLive { behind.removeAll { $0 === follower } }
    follower.state = .ended
    followers -= 1
  }

  var all: [StreamFollower] { groups.groups.flatMap { $0.live + $0.behind } }

  func ring(_ sources: EventSources) { due.formUnion(sources) }

  /// Whether a turn would find anything to do.
  func hasWork(now: Int64) -> Bool {
    let blocked = blocked(now: now)
    return !due.intersection(groups.sources).subtracting(blocked).isEmpty
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
    /// Of this thread, in nanoseconds.
    let processorTime: () -> Int64
  }

  func turn(_ turn: Turn, _ output: inout Output) {
    let before = output.bytes
    output.measure(turn, isNew: true) { readNew(turn, &$0) }
    if output.bytes - before > TenantFeed.bytesPerTurn {
      rows = max(TenantFeed.fewestRows, rows / 2)
    } else if rows < limits.rowsPerTurn {
      rows = min(limits.rowsPerTurn, rows + TenantFeed.fewestRows)
    }
    for _ in 0..<TenantFeed.scansPerTurn {
      guard let first = nextBehind(now: turn.now) else { break }
      output.measure(turn, isNew: false) { scan(from: first, turn, &$0) }
    }
  }

  private func read(
    _ source: EventSource, after place: Int64, _ interest: TransactionInterest, _ turn: Turn
  ) -> (piece: TenantEvents.Piece, place: LedgerPlace?)? {
    do throws(Problem) {
      let found = try tenant.following(place, in: source, interest, turn.ledger, rows: rows)
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
    let interest = groups.transactionsOfLive()
    due.formIntersection(groups.sources)
    let wanted = due.subtracting(blocked(now: turn.now))
    for source in EventSource.allCases where wanted.contains(source) {
      guard let (piece, place) = read(source, after: position[source], interest, turn) else { continue }
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
          groups.putBehind(follower)
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
  private func nextBehind(now: Int64) -> StreamFollower? {
    let blocked = blocked(now: now)
    guard let index = behind.firstIndex(where: { $0.isBehind && $0.sources.isDisjoint(with: blocked) }) else { return nil }
    let follower = behind.remove(at: index)
    behind.append(follower)
    return follower
  }

  /// Reads on from where one of those behind is, for it and for all others behind who have seen everything before that: a crowd that comes
  /// back at once is read for once.
  private func scan(from first: StreamFollower, _ turn: Turn, _ output: inout Output) {
    // It came after what was read last: the feed has to get there first.
    guard position.reaches(first.position, in: first.sources) else { return due.formUnion(first.sources) }
    let crowd = behind.filter { one in
      one.isBehind && one.sources.isSubset(of: first.sources) && one.position.reaches(first.position, in: one.sources)
        && position.reaches(one.position, in: one.sources)
    }
    var interest = TransactionInterest.none
    for one in crowd { interest.formUnion(one.filter.transactions) }
    guard let piece = readBehind(first, interest, turn) else { return }
    let scanned = crowd.filter { one in
      guard !one.stream.wantsPause else {
        pause(one, turn)
        return false
      }
      one.isScanned = true
      return true
    }
    var running = first.position
    for event in piece.events {
      running[event.source] = event.id.sequence
      var frame = Frame(event, turn.ledger)
      groups.forEach(wanting: event) { group in
        for one in group.behind where one.isScanned && one.position[event.source] < event.id.sequence {
          var place = one.position
          for source in EventSource.allCases { place[source] = max(place[source], running[source]) }
          frame.append(at: place, of: group.sources, to: &one.found)
        }
      }
    }
    output.events += piece.events.count
    for one in scanned {
      one.isScanned = false
      for source in EventSource.allCases { one.position[source] = max(one.position[source], piece.end[source]) }
      if !one.found.isEmpty { output.add(one.found, for: one.stream) }
      one.found = []
      guard one.position.reaches(position, in: one.sources) else { continue }
      behind.removeAll { $0 === one }
      one.state = .live
      groups.makeLive(one)
    }
  }

  /// What follows the place of one of those behind, as far as the feed has come, in order; nil where it could not be read.
  private func readBehind(
    _ follower: StreamFollower, _ interest: TransactionInterest, _ turn: Turn
  ) -> (events: [Event], end: EventPosition)? {
    var events: [Event] = []
    var end = follower.position
    /// Behind where a source was read to that has more, others must wait for it.
    var horizon: EventID?
    for source in EventSource.allCases where follower.sources.contains(source) && follower.position[source] < position[source] {
      guard let (piece, place) = read(source, after: follower.position[source], interest, turn) else { return nil }
      end[source] = min(piece.position, position[source])
      let known = piece.events.filter { $0.id.sequence <= end[source] }
      events += known
      guard end[source] < position[source] else { continue }
      let reached = place.map { EventID(.ledger, at: $0.postedAt, tag: tenant.tag, sequence: $0.sequence) } ?? known.last?.id
      if let reached { horizon = horizon.map { min($0, reached) } ?? reached }
    }
    events.sort { $0.id < $1.id }
    guard let horizon else { return (events, end) }
    // The others come again when their turn has come.
    for event in events where event.id > horizon { end[event.source] = min(end[event.source], event.id.sequence - 1) }
    return (events.filter { $0.id <= horizon }, end)
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
