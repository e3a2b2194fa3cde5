/// Connections that belong together, as the handler says: those of one tenant. Flows are read in turns, however many connections each has.
package final class HTTPFlow: @unchecked Sendable {
  // Sendable because it is touched only on the thread of the server.

  /// Connections of this flow that have something to be read; those before `first` were.
  fileprivate var waiting: [HTTPConnection] = []
  fileprivate var first = 0

  package init() {}

  fileprivate var isEmpty: Bool { first == waiting.count }

  fileprivate func takeFirst() -> HTTPConnection {
    let connection = waiting[first]
    first += 1
    if first == waiting.count {
      waiting.removeAll(keepingCapacity: true)
      first = 0
    } else if first == 1_024 {
      waiting.removeFirst(first)
      first = 0
    }
    return connection
  }
}

/// Whose turn it is to be read: one connection of each flow, then the next one of each.
///
/// A flow that joins stands behind one connection of every other flow, and before their second ones: that is what a quiet tenant waits for.
struct HTTPTurns {
  private var flows: [HTTPFlow] = []
  private var first = 0

  var isEmpty: Bool { first == flows.count }

  /// Puts a connection at the end of its flow, unless it stands there already.
  mutating func add(_ connection: HTTPConnection) {
    guard !connection.awaitsTurn else { return }
    connection.awaitsTurn = true
    let flow = connection.session.flow
    if flow.isEmpty { flows.append(flow) }
    flow.waiting.append(connection)
  }

  mutating func next() -> HTTPConnection? {
    guard !isEmpty else { return nil }
    let flow = flows[first]
    first += 1
    if first == flows.count {
      flows.removeAll(keepingCapacity: true)
      first = 0
    } else if first == 1_024 {
      flows.removeFirst(first)
      first = 0
    }
    let connection = flow.takeFirst()
    connection.awaitsTurn = false
    if !flow.isEmpty { flows.append(flow) }
    return connection
  }
}
