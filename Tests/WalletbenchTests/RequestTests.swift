import Foundation
import Testing

@testable import walletbench

@Suite struct RequestTests {
  private struct Request {
    let line: String
    let headers: [String: String]
    let body: [String: Any]

    init(_ bytes: [UInt8]) throws {
      let text = String(decoding: bytes, as: UTF8.self)
      let end = try #require(text.range(of: "\r\n\r\n"))
      let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
      line = lines[0]
      headers = Dictionary(
        uniqueKeysWithValues: lines.dropFirst().map { line in
          let parts = line.components(separatedBy: ": ")
          return (parts[0], parts[1])
        })
      let rest = Data(text[end.upperBound...].utf8)
      #expect(headers["Content-Length"] == "\(rest.count)")
      body = try #require(try JSONSerialization.jsonObject(with: rest) as? [String: Any])
    }
  }

  @Test func `a transfer is a request of some 300 bytes between two accounts, with a new key each time`() throws {
    var transfers = Transfers(.uniform, tenants: ["bench"], connections: 1)
    var bytes: [UInt8] = []
    var keys: Set<String> = []
    for _ in 0..<100 {
      #expect(transfers.render(0, into: &bytes))
      let request = try Request(bytes)
      #expect((250...350).contains(bytes.count))
      #expect(request.line == "POST /v1/transfers HTTP/1.1")
      #expect(request.headers["Walletd-Tenant"] == "bench")
      keys.insert(try #require(request.headers["Idempotency-Key"]))
      let debit = try #require(request.body["debit"] as? String)
      let credit = try #require(request.body["credit"] as? String)
      #expect(debit != credit && debit.hasPrefix("wallet:") && credit.hasPrefix("wallet:") && debit.count == 12)
      #expect((10_000...99_999).contains(try #require(request.body["amount"] as? Int)))
      #expect(request.body["currency"] as? String == "IDR")
    }
    #expect(keys.count == 100)
  }

  @Test func `transfers onto one account all credit the first one`() throws {
    var transfers = Transfers(.ontoOne, tenants: ["bench"], connections: 1)
    var bytes: [UInt8] = []
    for _ in 0..<100 {
      #expect(transfers.render(0, into: &bytes))
      let body = try Request(bytes).body
      #expect(body["credit"] as? String == "wallet:00000")
      #expect(body["debit"] as? String != "wallet:00000")
    }
  }

  @Test func `connections take turns with the tenants`() throws {
    var transfers = Transfers(.uniform, tenants: ["a", "b"], connections: 3)
    let tenants = try (0..<3).map { connection in
      var bytes: [UInt8] = []
      #expect(transfers.render(connection, into: &bytes))
      return try Request(bytes).headers["Walletd-Tenant"]
    }
    #expect(tenants == ["a", "b", "a"])
  }

  @Test func `every item of a batch has a key and an amount of its own, which are summed once acknowledged`() throws {
    var batches = TransferBatches(items: 50, tenant: "bench", connections: 1, remaining: 1)
    var bytes: [UInt8] = []
    #expect(batches.render(0, into: &bytes))
    let items = try #require(try Request(bytes).body["items"] as? [[String: Any]])
    #expect(items.count == 50)
    #expect(Set(items.compactMap { $0["key"] as? String }).count == 50)
    #expect(items.allSatisfy { $0["type"] as? String == "transfer" && $0["debit"] as? String != $0["credit"] as? String })
    #expect(batches.moved == 0)
    let answer = Array(#"{"results":[{"status":201}]}"#.utf8)
    #expect(try answer.withUnsafeBytes { try batches.finish(0, $0) } == 50)
    #expect(batches.moved == items.reduce(0) { $0 + ($1["amount"] as? Int ?? 0) })
    #expect(!batches.render(0, into: &bytes), "one batch was asked for")
  }

  @Test func `a refused item fails the run`() {
    var batches = TransferBatches(items: 2, tenant: "bench", connections: 1)
    let answer = Array(#"{"results":[{"status":201},{"status":402,"code":"insufficient_funds"}]}"#.utf8)
    #expect(throws: BenchFailure.self) { try answer.withUnsafeBytes { try batches.finish(0, $0) } }
  }

  @Test func `a hold that was placed is captured next, in full`() throws {
    var holds = HoldPairs(tenant: "bench", connections: 1)
    var bytes: [UInt8] = []
    #expect(holds.render(0, into: &bytes))
    let placed = try Request(bytes)
    #expect(placed.line == "POST /v1/holds HTTP/1.1")
    let amount = try #require(placed.body["amount"] as? Int)
    let answer = Array(#"{"id":"hold_01ARZ3NDEKTSV4RRFFQ69G5FAV","status":"open"}"#.utf8)
    #expect(try answer.withUnsafeBytes { try holds.finish(0, $0) } == 1)
    #expect(holds.reserved == amount && holds.moved == 0)
    #expect(holds.render(0, into: &bytes))
    let captured = try Request(bytes)
    #expect(captured.line == "POST /v1/holds/hold_01ARZ3NDEKTSV4RRFFQ69G5FAV/capture HTTP/1.1")
    #expect(captured.body["amount"] as? Int == amount)
    #expect(captured.headers["Idempotency-Key"] != placed.headers["Idempotency-Key"])
    #expect(try answer.withUnsafeBytes { try holds.finish(0, $0) } == 1)
    #expect(holds.reserved == 0 && holds.moved == amount)
  }
}
