import Foundation
import Testing

/// The corpus of the fuzzers, and every input that once was a finding, as ordinary tests. etc/fuzz looks for new ones.
@Suite(.serialized) struct `Bytes that fuzzing began with or stumbled over` {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

  private static func inputs(_ kind: String, _ target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
    let folder = folder.appending(path: "\(kind)/\(target.rawValue)").path
    guard FileManager.default.fileExists(atPath: folder) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { name in
      (name, Array(try Data(contentsOf: URL(filePath: folder + "/" + name))))
    }
  }

  @Test(arguments: FuzzTarget.allCases) func `are treated as promised`(_ target: FuzzTarget) throws {
    let corpus = try Self.inputs("corpus", target)
    #expect(corpus.count >= 5, "a corpus to begin with")
    for (name, bytes) in corpus + (try Self.inputs("crashes", target)) {
      let finding = target.examine(bytes, planted: false)
      #expect(finding == nil, "\(target.rawValue)/\(name)")
      // Cut anywhere, and with any byte exchanged: a fuzzer's first steps, without the fuzzer.
      for index in bytes.indices.prefix(300) {
        var other = bytes
        other[index] ^= 1 << UInt8(index % 8)
        for variant in [Array(bytes[..<index]), other] {
          let finding = target.examine(variant, planted: false)
          #expect(finding == nil, "\(target.rawValue)/\(name) changed at \(index)")
        }
      }
    }
  }

  static let planted: [(FuzzTarget, [UInt8])] = [
    (
      .http,
      Array("\u{5}\u{7}PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nab!d\r\n4\r\nefgh\r\n0\r\n\r\n".utf8)
    ),
    (.json, Array(#""x\nz""#.utf8)), (.configuration, Array("{workers:{threads:7}}".utf8)),
    (.cursor, Array("h1k".utf8)), (.values, Array("aIDR -12.34".utf8)), (.values, Array("t2024-02-28T23:00:00-01:00".utf8)),
    (.query, Array("by=x+z".utf8)),
    (.service, Array("POST /v1/transfers\n{\"debit\":\"a\",\"credit\":\"bank\",\"amount\":77}".utf8)),
    (.batchfile, Array("\u{3}debit,amount\na,3.25\n".utf8)), (.reply, Array("HTTP/1.1 418 X\r\n\r\n".utf8)),
    (.qr, Array("+00020101021202021254031505204411153031565802CN5901A6001B".utf8)),
    (
      .webhook,
      Array(
        "+POST /v1/webhooks/toko/xendit\n{\"event\":\"refund.pending\",\"data\":{\"reference_id\":\"ref\",\"id\":\"r\"}}".utf8)
    ),
    (
      .answer,
      Array(
        ("ms200\n{\"status_code\":\"200\",\"transaction_status\":\"settlement\",\"fraud_status\":\"accept\",\"order_id\":\"att-1\","
          + "\"gross_amount\":\"20000.00\"}").utf8)
    ),
  ]

  /// The control: what etc/fuzz must find by itself within its time.
  @Test(arguments: planted) func `and a planted bug is seen`(target: FuzzTarget, bytes: [UInt8]) {
    #expect(target.examine(bytes, planted: true) != nil, "the planted bug")
    #expect(target.examine(bytes, planted: false) == nil, "which is none")
  }
}
