import Testing

@testable import HTTPServer

@Suite struct `Turns` {
  private static func connection(_ number: UInt64, _ flow: HTTPFlow) -> HTTPConnection {
    HTTPConnection(id: HTTPConnectionID(number: number), peer: nil, flow: flow, limits: HTTPLimits())
  }

  @Test func `go round the flows, however many connections each has`() {
    let (noisy, quiet, other) = (HTTPFlow(), HTTPFlow(), HTTPFlow())
    var turns = HTTPTurns()
    for number in 0..<4 as Range<UInt64> { turns.add(Self.connection(number, noisy)) }
    turns.add(Self.connection(10, quiet))
    turns.add(Self.connection(20, other))
    turns.add(Self.connection(21, other))
    var order: [UInt64] = []
    while let connection = turns.next() { order.append(connection.id.number) }
    #expect(order == [0, 10, 20, 1, 21, 2, 3])
    let isEmpty = turns.isEmpty
    #expect(isEmpty)
  }

  @Test func `are one for each connection, however often it is added, and wherever it belongs by then`() {
    let (before, after) = (HTTPFlow(), HTTPFlow())
    let connection = Self.connection(1, before)
    var turns = HTTPTurns()
    turns.add(connection)
    connection.session.flow = after
    turns.add(connection)
    var count = 0
    while turns.next() != nil { count += 1 }
    #expect(count == 1)
    turns.add(connection)
    let again = turns.next()?.id
    #expect(again == connection.id)
  }

  @Test func `keep nothing of those that were served`() {
    let flow = HTTPFlow()
    var turns = HTTPTurns()
    for number in 0..<5_000 as Range<UInt64> {
      turns.add(Self.connection(number, flow))
      turns.add(Self.connection(number + 10_000, HTTPFlow()))
      if number > 0 {
        _ = turns.next()
        _ = turns.next()
      }
    }
    var left = 0
    while turns.next() != nil { left += 1 }
    #expect(left == 2)
  }
}
