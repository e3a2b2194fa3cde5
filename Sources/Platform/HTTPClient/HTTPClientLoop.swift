import CCurl

/// The client's thread.
///
/// Calls to one host wait here for a connection, and not in libcurl: its own queue (CURLMOPT_MAX_HOST_CONNECTIONS) is one for all
/// hosts, and a free connection wakes only the call at its head, so that a slow host would hold up the others.
final class HTTPClientLoop {
  /// What the calls to one host share.
  private struct Lane {
    /// Calls that libcurl has.
    var active = 0
    private var waiting: [HTTPArrival] = []
    private var first = 0

    var isEmpty: Bool { active == 0 && first == waiting.count }

    mutating func append(_ arrival: HTTPArrival) { waiting.append(arrival) }

    mutating func next() -> HTTPArrival? {
      guard first < waiting.count else { return nil }
      defer {
        first += 1
        if first > 1_024, first * 2 > waiting.count {
          waiting.removeFirst(first)
          first = 0
        }
      }
      return waiting[first]
    }

    /// Takes out those for which `isOver`.
    mutating func remove(where isOver: (HTTPArrival) -> Bool) -> [HTTPArrival] {
      let rest = waiting[first...]
      waiting = rest.filter { !isOver($0) }
      first = 0
      return rest.filter(isOver)
    }
  }

  private let inbox: HTTPInbox
  private let options: HTTPClientOptions
  private var lanes: [HTTPOrigin: Lane] = [:]
  private var transfers: [UnsafeMutableRawPointer: HTTPTransfer] = [:]
  /// Not after the first deadline of those that wait.
  private var firstDeadline = Int64.max

  init(inbox: HTTPInbox, options: HTTPClientOptions) {
    self.inbox = inbox
    self.options = options
    expect(ccurl_multi_set_long(inbox.multi, CURLMOPT_MAXCONNECTS, options.idleConnections))
    // One request at a time on a connection: one that is lost is lost alone.
    expect(ccurl_multi_set_long(inbox.multi, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING)))
  }

  func run() {
    inbox.runsHere()
    while true {
      let (arrivals, isClosed) = inbox.take()
      for arrival in arrivals { take(arrival) }
      guard !isClosed else { break }
      var running: Int32 = 0
      expect(curl_multi_perform(inbox.multi, &running))
      collect()
      let now = MonotonicClock.now
      if firstDeadline <= now { expire(now) }
      let patience = firstDeadline == .max ? 60_000 : min(max((firstDeadline - now) / 1_000 + 1, 1), 60_000)
      expect(curl_multi_poll(inbox.multi, nil, 0, Int32(patience), nil))
    }
    breakOff()
    curl_multi_cleanup(inbox.multi)
  }

  private func take(_ arrival: HTTPArrival) {
    switch arrival.fate {
    case .refused(let reason): end(arrival, .notSent(reason))
    case .wanted(let origin, let deadline):
      lanes[origin, default: Lane()].append(arrival)
      firstDeadline = min(firstDeadline, deadline)
      fill(origin)
    }
  }

  /// Hands waiting calls over to libcurl while connections are free.
  private func fill(_ origin: HTTPOrigin) {
    while lanes[origin, default: Lane()].active < options.connectionsPerHost, let arrival = lanes[origin]?.next() {
      let transfer: HTTPTransfer
      do { transfer = try HTTPTransfer(arrival, options) } catch {
        end(arrival, .notSent(error.reason))
        continue
      }
      let added = curl_multi_add_handle(inbox.multi, transfer.easy)
      guard added == CURLM_OK else {
        end(arrival, .notSent("libcurl does not take the call (error \(added.rawValue))"))
        continue
      }
      transfers[transfer.easy] = transfer
      lanes[origin]?.active += 1
    }
    if lanes[origin]?.isEmpty == true { lanes[origin] = nil }
  }

  /// Answers what libcurl has finished.
  private func collect() {
    var rest: Int32 = 0
    while let message = curl_multi_info_read(inbox.multi, &rest) {
      // The message is gone with its handle.
      let (kind, easy, code) = (message.pointee.msg, message.pointee.easy_handle, message.pointee.data.result)
      guard kind == CURLMSG_DONE, let easy, let transfer = transfers.removeValue(forKey: easy) else { continue }
      expect(curl_multi_remove_handle(inbox.multi, easy))
      if case .wanted(let origin, _) = transfer.arrival.fate {
        lanes[origin]?.active -= 1
        fill(origin)
      }
      end(transfer.arrival, transfer.result(code), transfer)
    }
  }

  /// Answers calls that have waited for a connection until they were due.
  private func expire(_ now: Int64) {
    firstDeadline = .max
    var over: [HTTPArrival] = []
    for origin in lanes.keys {
      over +=
        lanes[origin]?.remove { arrival in
          guard case .wanted(_, let deadline) = arrival.fate else { return false }
          if deadline > now { firstDeadline = min(firstDeadline, deadline) }
          return deadline <= now
        } ?? []
    }
    for arrival in over {
      end(arrival, .notSent("no connection was free within \(arrival.call.timeout / 1_000) ms"))
    }
  }

  /// The client is closed: everything is answered as it stands.
  private func breakOff() {
    let (broken, lost) = (transfers.values, lanes.values)
    (transfers, lanes) = ([:], [:])
    for transfer in broken {
      expect(curl_multi_remove_handle(inbox.multi, transfer.easy))
      end(transfer.arrival, transfer.failure("the client was closed"), transfer)
    }
    for var lane in lost {
      while let arrival = lane.next() { end(arrival, .notSent("the client was closed")) }
    }
  }

  private func end(_ arrival: HTTPArrival, _ result: HTTPResult, _ transfer: HTTPTransfer? = nil) {
    let made = transfer?.connectionsMade ?? 0
    inbox.ended(connectionsMade: made, isReused: made == 0 && transfer?.hasBegun == true)
    arrival.answer(result)
  }

  private func expect(_ code: CURLMcode) {
    precondition(code == CURLM_OK, "libcurl cannot go on: \(String(cString: curl_multi_strerror(code)))")
  }
}
