// One thread, one epoll, all connections of a server.
//
// Level-triggered and without surprises: a round waits, takes what other threads have completed in the meantime, and serves those for
// whom there is something to write or to read. Nobody keeps the others waiting: flows are served in turns, a few requests of one
// connection at a time, and a round ends when its time is over, whoever still waits. Replies that become due in one turn leave in one system call per connection. Other threads ring only
// if the loop is asleep, so under load nobody rings at all.
//
// Memory follows bytes that have arrived, never numbers a client has named: one read buffer and one write buffer serve all
// connections, and a connection keeps bytes of its own only while it has half a request or an untaken reply.

import CLinux
import Glibc

/// Serves connections until it is told to stop. Lives on one thread.
final class HTTPEventLoop {
  /// Tags of what is no connection.
  private static let listenerTag = UInt64.max
  private static let bellTag = UInt64.max - 1

  let limits: HTTPLimits
  let handler: any HTTPHandler
  let completions: HTTPCompletions
  let counters: HTTPCounters
  let epoll: Epoll
  var timers: HTTPTimers
  var writer = HTTPResponseWriter()
  /// Read by every connection in turn.
  let readBuffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 64 << 10)
  /// Lent to the connection that is being written to.
  var writeBuffer: [UInt8] = []
  /// CLOCK_MONOTONIC in nanoseconds, at the beginning of this turn.
  private(set) var now: UInt64 = 0
  /// Everything taken is being answered, nothing new is taken.
  private(set) var isDraining = false
  /// Indexed by descriptor.
  var connections: [HTTPConnection?] = []
  var openConnections = 0
  /// The sum of the connections' `bodyBytes`.
  private var bodyBytesInFlight = 0
  var acceptor: HTTPAcceptor

  private let control: HTTPServerControl
  private var completed: [HTTPCompletion] = []
  var turns = HTTPTurns()
  /// The flow of those about whom nothing is known yet.
  private let newcomers = HTTPFlow()
  /// Requests whose hand-over the handler knows to be complete.
  private var handedOver: UInt64 = 0

  init(
    listener: Int32, limits: HTTPLimits, handler: any HTTPHandler, completions: HTTPCompletions, control: HTTPServerControl
  ) throws(SocketError) {
    self.limits = limits
    self.handler = handler
    self.completions = completions
    self.control = control
    counters = completions.counters
    timers = HTTPTimers(limits: limits)
    epoll = try Epoll()
    acceptor = HTTPAcceptor(listener: listener)
    try epoll.add(completions.bell, tag: Self.bellTag)
    try epoll.add(listener, Epoll.readable, tag: Self.listenerTag)
  }

  deinit { readBuffer.deallocate() }

  /// Returns once stopped, with every descriptor of a connection closed.
  func run() {
    tick()
    while true {
      if let deadline = control.stopDeadline {
        if !isDraining {
          drain()
          endHandOver()
        }
        if openConnections == 0 || now >= deadline { break }
      }
      let count = epoll.wait(milliseconds: waitingTime())
      completions.awoke()
      tick()
      for index in 0..<count { handle(epoll.event(index)) }
      // What has arrived is handed over before answers are written: the handler's threads work on it meanwhile.
      serveInTurns()
      complete()
      serveInTurns()
      expire()
      if acceptor.mayResume(now: now) { resumeAccepting() }
    }
    for connection in connections { if let connection { destroy(connection) } }
    if !isDraining { acceptor.close() }
  }

  // MARK: One turn

  private func tick() {
    now = SystemClock.monotonic
    writer.setTime(second: SystemClock.second)
  }

  private func handle(_ event: Epoll.Events) {
    switch event.tag {
    case Self.bellTag: break
    case Self.listenerTag: accept()
    default:
      guard let connection = connection(HTTPConnectionID(number: event.tag)) else { return }
      if event.isDead {
        if event.isReadable { read(connection) }
        if self.connection(connection.id) != nil { destroy(connection) }
        return
      }
      if event.isReadable {
        connection.isReadable = true
        turns.add(connection)
      }
      if event.isWritable, connection.hasOutput { flush(connection) }
    }
  }

  /// Serves whose turn it is, until nobody waits or the time is over, and lets the handler begin with what was handed over.
  private func serveInTurns() {
    while let connection = turns.next() {
      guard self.connection(connection.id) === connection else { continue }
      visit(connection)
      guard !turns.isEmpty, SystemClock.monotonic - now < limits.turnNanoseconds else { break }
    }
    endHandOver()
  }

  private func endHandOver() {
    let taken = counters.requests.current
    guard taken != handedOver else { return }
    handedOver = taken
    handler.turnEnded()
  }

  /// Takes what other threads (and the handler itself) have completed; it is written when it is the connection's turn.
  private func complete() {
    completions.take(into: &completed)
    guard !completed.isEmpty else { return }
    for completion in completed {
      guard let connection = connection(completion.exchange.connection) else {
        if case .streamStart(_, let state) = completion.event { state.wasClosed() }
        continue
      }
      if case .cut = completion.event {
        // Closing then resets: what has not left is thrown away.
        SocketAddress.forgetOnClose(connection.descriptor)
        destroy(connection)
        continue
      }
      connection.pipeline.apply(completion.event, sequence: completion.exchange.sequence)
      connection.isDirty = true
      turns.add(connection)
    }
    completed.removeAll(keepingCapacity: true)
  }

  private func expire() {
    while let (descriptor, kind) = timers.takeExpired(now: now) {
      guard let connection = connections[Int(descriptor)] else { continue }
      switch kind {
      case .head where connection.parser.phase == .head: refuse(connection, .headTimeout)
      case .body: refuse(connection, .bodyTimeout)
      case .head, .idle:
        counters.idleTimeouts.add()
        destroy(connection)
      case .write:
        counters.writeTimeouts.add()
        destroy(connection)
      case .linger: destroy(connection)
      case .rest:
        connection.session.rests = false
        settle(connection)
      }
    }
  }

  /// Milliseconds until something is due; 0 if something waits already.
  private func waitingTime() -> Int32 {
    guard turns.isEmpty, completions.fallAsleep() else { return 0 }
    let due = [timers.next, control.stopDeadline, acceptor.resumeTime].compactMap { $0 }.min()
    guard let due else { return -1 }
    // Rounded up: waking before the deadline would only mean to wait again.
    return due <= now ? 0 : Int32(min((due - now) / 1_000_000 + 1, 60_000))
  }

  // MARK: Connections

  func connection(_ id: HTTPConnectionID) -> HTTPConnection? {
    let index = Int(id.descriptor)
    guard index < connections.count, let connection = connections[index], connection.id == id else { return nil }
    return connection
  }

  private func accept() {
    // Not without end, so that a flood of newcomers does not starve those who are in.
    for _ in 0..<64 {
      switch acceptor.accept() {
      case .none: return
      case .exhausted:
        counters.acceptPauses.add()
        epoll.remove(acceptor.listener)
        acceptor.pause(until: now + 100_000_000)
        return
      case .accepted(let descriptor, let peer): admit(descriptor, peer)
      }
    }
  }

  private func resumeAccepting() {
    acceptor.resume()
    do {
      try epoll.add(acceptor.listener, Epoll.readable, tag: Self.listenerTag)
    } catch {
      // The system is still short of memory.
      acceptor.pause(until: now + 100_000_000)
    }
  }

  private func admit(_ descriptor: Int32, _ peer: PeerCredentials?) {
    guard openConnections < limits.connections else { return turnAway(descriptor) }
    let id = acceptor.nextID(descriptor: descriptor)
    do {
      try epoll.add(descriptor, Epoll.readable, tag: id.number)
    } catch {
      counters.refused.add()
      close(descriptor)
      return
    }
    let connection = HTTPConnection(id: id, peer: peer, flow: newcomers, limits: limits)
    connection.interest = Epoll.readable
    if Int(descriptor) >= connections.count {
      connections += repeatElement(nil, count: Int(descriptor) + 1 - connections.count)
    }
    connections[Int(descriptor)] = connection
    openConnections += 1
    counters.accepted.add()
    timers.set(descriptor, .head, now: now)
  }

  private func turnAway(_ descriptor: Int32) {
    counters.refused.add()
    counters.failed(.tooManyConnections)
    var reply: [UInt8] = []
    writer.append(
      handler.answer(to: .tooManyConnections), to: &reply, isHead: false, keepsAlive: false)
    // Fits the empty buffer of a new socket, or is lost.
    _ = send(descriptor, reply, reply.count, Int32(MSG_NOSIGNAL))
    shutdown(descriptor, Int32(SHUT_WR))
    close(descriptor)
  }

  /// Counts what a connection's unfinished body takes; false, and nothing changed, where that does not fit.
  func reserveBody(_ bytes: Int, for connection: HTTPConnection) -> Bool {
    guard bytes > connection.bodyBytes else {
      bodyBytesInFlight -= connection.bodyBytes - bytes
      connection.bodyBytes = bytes
      return true
    }
    let sum = bodyBytesInFlight + (bytes - connection.bodyBytes)
    guard sum <= max(limits.bodyBytesInFlight, limits.bodyBytes) else { return false }
    bodyBytesInFlight = sum
    connection.bodyBytes = bytes
    return true
  }

  func releaseBody(of connection: HTTPConnection) {
    bodyBytesInFlight -= connection.bodyBytes
    connection.bodyBytes = 0
  }

  func destroy(_ connection: HTTPConnection) {
    releaseBody(of: connection)
    connections[Int(connection.descriptor)] = nil
    openConnections -= 1
    counters.closed.add()
    timers.clear(connection.descriptor)
    connection.dropInput()
    connection.dropOutput()
    connection.parser.dropBody()
    connection.pipeline.close()
    // Closing takes it out of epoll too: no other descriptor refers to the socket.
    close(connection.descriptor)
  }

  private func drain() {
    isDraining = true
    epoll.remove(acceptor.listener)
    acceptor.close()
    for connection in connections {
      guard let connection else { continue }
      connection.session.rests = false
      // A request that has arrived whole is still taken.
      if connection.phase == .open { read(connection) }
      if self.connection(connection.id) != nil { settle(connection) }
    }
  }
}
