import LedgerCore
import Tenancy
import Testing

@testable import Events

@Suite struct `An event's id` {
  private let tag = LedgerTag(rawValue: 0xabcdef)

  @Test func `says its source, its time, its ledger and its row`() throws {
    for source in EventSource.allCases {
      let id = EventID(source, at: Timestamp(microseconds: 1_790_000_000_000_001), tag: tag, sequence: 41)
      let read = try #require(EventID(id.text))
      #expect(read == id && read.text == id.text)
      #expect(read.source == source)
      #expect(read.time == Timestamp(microseconds: 1_790_000_000_000_001))
      #expect(read.tag == tag && read.sequence == 41)
    }
  }

  @Test func `sorts as text by time, then source, then row`() {
    func id(_ source: EventSource, _ time: Int64, _ sequence: Int64) -> EventID {
      EventID(source, at: Timestamp(microseconds: time), tag: tag, sequence: sequence)
    }
    let ordered = [
      id(.ledger, 1_000, 9), id(.ledger, 1_001, 1), id(.ledger, 1_001, 2), id(.catalogue, 1_001, 1), id(.vault, 1_001, 1),
      id(.ledger, 1_002, 1), id(.ledger, 4_000_000_000_000_000, 1),
    ]
    #expect(ordered.sorted() == ordered)
    #expect(ordered.map(\.text).sorted() == ordered.map(\.text))
    #expect(Set(ordered.map(\.text)).count == ordered.count)
  }

  @Test(arguments: [
    "", "evt_", "txn_01KE0000000000000000000000", "evt_01KE000000000000000000000", "evt_01KE000000000000000000000i",
  ])
  func `is spelled one way only`(text: String) { #expect(EventID(text) == nil) }

  @Test func `names no fourth source`() {
    let raw = ID<EventEntity>(time: Timestamp(microseconds: 1_000 << 2 | 3), tag: tag, number: 1)
    #expect(EventID(raw.text) == nil)
  }
}

@Suite struct `A stream's token` {
  private let tag = LedgerTag(rawValue: 5)

  private func id(_ source: EventSource, _ sequence: Int64 = 7) -> EventID {
    EventID(source, at: Timestamp(microseconds: 1_000), tag: tag, sequence: sequence)
  }

  @Test func `is the event's id where one source is followed`() throws {
    let token = StreamToken(id(.ledger), at: EventPosition(ledger: 7, catalogue: 3, vault: 2), of: .ledger)
    #expect(token.text == id(.ledger).text)
    #expect(try #require(StreamToken(token.text)).others == nil)
  }

  @Test(arguments: EventSource.allCases)
  func `says where all that are followed were`(source: EventSource) throws {
    var position = EventPosition(ledger: 1_000_000, catalogue: 33, vault: 2)
    position[source] = 7
    let token = StreamToken(id(source), at: position, of: .all)
    let read = try #require(StreamToken(token.text))
    #expect(read == token && read.position == position)
  }

  @Test func `leaves out what is not followed`() throws {
    let token = StreamToken(id(.ledger), at: EventPosition(ledger: 7, catalogue: 33, vault: 2), of: [.ledger, .vault])
    #expect(token.position == EventPosition(ledger: 7, catalogue: 0, vault: 2))
  }

  @Test(arguments: ["", ".1.2", "x.1.2", ".", "..", ".1", ".1.2.3", ".01.2", ".1.A", ".-1.2", ".1.10000000000"])
  func `has one spelling only`(rest: String) {
    let base = rest.hasPrefix("x") ? "evt_x" : id(.ledger).text
    if rest.isEmpty || rest == ".1.2" {
      #expect(StreamToken(base + rest) != nil)
    } else {
      #expect(StreamToken(base + rest) == nil)
    }
  }
}

@Suite struct `A position` {
  @Test func `reaches another when nothing that counts is missing`() {
    let one = EventPosition(ledger: 5, catalogue: 2, vault: 9)
    #expect(one.reaches(EventPosition(ledger: 5, catalogue: 2, vault: 9), in: .all))
    #expect(!one.reaches(EventPosition(ledger: 5, catalogue: 3, vault: 9), in: .all))
    #expect(one.reaches(EventPosition(ledger: 5, catalogue: 3, vault: 9), in: [.ledger, .vault]))
    #expect(one.reaches(EventPosition(ledger: 9, catalogue: 9, vault: 10), in: []))
  }
}
