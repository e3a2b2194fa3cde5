import Foundation
import JSON
import Testing

/// The payment API that our first platforms spoke before there was walletd: their requests as they send them, and what they read of the
/// answers. Our own fields may stand beside.
@Suite struct `The first platforms` {
  private static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Golden/platform-api/exchanges.json")

  @Test func `send what they always sent, and read what they always read`() throws {
    let caller = Caller(try Daemon(takesPayments: true))
    #expect(try caller.post("/v1/merchants", #"{"merchant_id":"m123","fee_percent":"0.7"}"#).status == 201)
    let exchanges = try #require(try JSONValue.parse(String(contentsOf: Self.file, encoding: .utf8)).arrayValue)
    #expect(exchanges.count == 10)
    var known: [String: String] = [:]
    for exchange in exchanges {
      let name = exchange.text("name")
      var path = exchange.text("path")
      for (placeholder, value) in known { path = path.replacing(placeholder, with: value) }
      let reply = try caller.call(
        exchange.text("method"), path, exchange["body"].map { String(decoding: $0.encode(), as: UTF8.self) },
        key: exchange["header_key"]?.stringValue)
      #expect(reply.status == Int(exchange["status"]?.integerValue ?? 0), "\(name): \(reply.body)")
      for member in exchange["answer"]?.objectValue?.members ?? [] {
        let found = reply[member.key]
        guard let wanted = member.value.stringValue, wanted.hasPrefix("<") else {
          #expect(found == member.value, "\(name): \(member.key) of \(reply.body)")
          continue
        }
        let value = try #require(found?.stringValue, "\(name): \(member.key) of \(reply.body)")
        if wanted == "<time>" {
          #expect(value.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z/) != nil, "\(name): \(value)")
        } else {
          #expect(known[wanted] ?? value == value, "\(name): \(member.key) is another than before")
          known[wanted] = value
        }
      }
    }
    #expect(Set(known.values).count == known.count, "each id names one thing")
  }
}

extension JSONValue {
  fileprivate func text(_ name: String) -> String { self[name]?.stringValue ?? "–" }
}
