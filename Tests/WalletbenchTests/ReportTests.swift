import Foundation
import Testing

@testable import walletbench

@Suite struct ReportTests {
  private var row: Row {
    var row = Row(.singles, connections: 16)
    row.operations = 100
    row.perSecond = 41_234
    row.floorPerSecond = 100_000
    row.rowsPerCommit = 12
    row.resident = 50 * 1_048_576
    row.latencies.record(250_000)
    return row
  }

  @Test func `JSON rows have the agreed members`() throws {
    let parsed = try JSONSerialization.jsonObject(with: Data(JSONReport.text([row, row]).utf8))
    let rows = try #require(parsed as? [[String: Any]])
    #expect(rows.count == 2)
    #expect(rows[0]["case"] as? String == "singles")
    #expect(rows[0]["connections"] as? Int == 16)
    #expect(rows[0]["batch"] as? Int == 1)
    #expect(rows[0]["per_second"] as? Int == 41_234)
    #expect(rows[0]["p50_us"] as? Double == 250)
    #expect(rows[0]["p99_us"] as? Double == 250)
    #expect(rows[0]["floor_per_second"] as? Int == 100_000)
    #expect(rows[0]["rss_mb"] as? Double == 50)
    #expect(rows[0]["floor_ratio"] as? Double == 0.412)
  }

  @Test func `a table's columns line up`() {
    let lines = Table.text([row, row]).split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[1] == lines[2])
    #expect(lines[1].contains("41,234"))
    #expect(lines[1].contains("250 µs"))
    #expect(lines[1].contains("0.41"))
  }

  @Test(arguments: [(0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567")])
  func `thousands are grouped`(number: Int, text: String) {
    #expect(Figure.grouped(number) == text)
  }

  @Test(
    arguments: [
      (90, "0.0 µs"), (41_300, "41.3 µs"), (250_000, "250 µs"), (1_250_000, "1.25 ms"), (214_000_000, "214 ms"),
      (2_500_000_000, "2.50 s"),
    ] as [(UInt64, String)])
  func `durations have three digits or so`(nanoseconds: UInt64, text: String) {
    #expect(Figure.duration(nanoseconds) == text)
  }

  @Test func `a metric is summed over its labels, and not mistaken for one with a longer name`() {
    let metrics = "# HELP rows_total x\nrows_total{tenant=\"a\"} 5\nrows_total{tenant=\"b\"} 7\nrows_total_other 100\nplain 3\n"
    #expect(CommitCounters.sum("rows_total", in: metrics) == 12)
    #expect(CommitCounters.sum("plain", in: metrics) == 3)
    #expect(CommitCounters.sum("absent", in: metrics) == nil)
  }

  @Test func `random pairs are two different accounts, and all accounts occur`() {
    var random = Randomness(seed: 1)
    var seen: Set<Int> = []
    for _ in 0..<1_000 {
      let (first, second) = random.pair(below: 10)
      #expect(first != second && (0..<10).contains(first) && (0..<10).contains(second))
      seen.insert(first)
      seen.insert(second)
    }
    #expect(seen.count == 10)
  }
}
