import LedgerCore
import Payments
import Testing

@testable import Providers

/// What every provider's adapter keeps to.
@Suite struct `Each provider` {
  static let everyCall = ProviderName.allCases.flatMap { name in ProviderOperation.allCases.map { (name, $0) } }
    .filter { makes($0.0, $0.1) }

  /// Whether a provider is asked such a thing at all.
  static func makes(_ name: ProviderName, _ operation: ProviderOperation) -> Bool {
    switch operation {
    case .capture: name == .midtrans
    case .payout, .payoutStatus: name == .xendit
    case .charge, .status, .cancel, .refund, .refundStatus: true
    }
  }

  @Test(arguments: Answer.all) func `means by an answer what its documents say`(_ answer: Answer) throws {
    #expect(try answer.read(Array(answer.body.utf8)) == answer.meaning)
  }

  @Test func `has answers in these tests that are done, pending and declined, for each call that it makes`() {
    for (name, operation) in Self.everyCall {
      let meanings = Answer.all.filter { $0.provider == name && $0.call.operation == operation }.map(\.meaning)
      func has(_ kind: (Meaning) -> Bool) -> Bool { meanings.contains(where: kind) }
      #expect(has { if case .done = $0 { true } else { false } }, "\(name), \(operation)")
      #expect(has { if case .declined = $0 { true } else { false } }, "\(name), \(operation)")
      // To end a charge is done or it is not.
      #expect(operation == .cancel || has { if case .pending = $0 { true } else { false } }, "\(name), \(operation)")
    }
  }

  @Test(arguments: Answer.all) func `knows nothing from an answer that was cut off, wherever`(_ answer: Answer) throws {
    let body = Array(answer.body.utf8)
    for length in Self.places(answer) {
      let meaning = try answer.read(Array(body.prefix(length)))
      if !meaning.isUnknown { Issue.record("\(length) bytes: \(meaning)") }
    }
  }

  @Test(arguments: Answer.all) func `survives any byte, and never takes another reference's answer for its own`(_ answer: Answer)
    throws
  {
    let body = Array(answer.body.utf8)
    for place in Self.places(answer) {
      for byte in [0x00, 0x22, 0x39, 0xff] as [UInt8] {
        var broken = body
        broken[place] = byte
        guard let facts = try answer.read(broken).facts else { continue }
        let reference = answer.call.isPayout ? Rig.payoutReference : answer.call.isRefund ? Rig.refundReference : Rig.reference
        if facts.reference != reference { Issue.record("byte \(place): \(facts)") }
      }
    }
  }

  /// Every eighth place of an answer, others for each, and its end: whole ones are for the fuzzer of answers.
  private static func places(_ answer: Answer) -> [Int] {
    let bytes = answer.body.utf8.count
    let first = answer.body.utf8.reduce(0) { ($0 + Int($1)) % 8 }
    return Array(stride(from: first, to: max(0, bytes - 8), by: 8)) + Array(max(0, bytes - 8)..<bytes)
  }

  @Test(arguments: Answer.all) func `lets members be that it does not know`(_ answer: Answer) throws {
    let body = #"{"of tomorrow":{"a":[1,null,{"b":1e99}]},"# + answer.body.dropFirst()
    #expect(try answer.read(Array(body.utf8)) == answer.meaning)
  }

  @Test(arguments: Answer.all) func `knows nothing from an answer that says a thing twice`(_ answer: Answer) throws {
    let body = #"{"status":"SUCCEEDED","status":"FAILED","# + answer.body.dropFirst()
    #expect(try answer.read(Array(body.utf8)) == .unknown(.malfunction))
  }

  @Test(arguments: Answer.all.filter { $0.meaning.facts != nil }) func `knows nothing from an answer about another reference`(
    _ answer: Answer
  ) throws {
    let isOfRefund = answer.call.operation == .refund || answer.call.isRefund && answer.provider == .xendit
    let reference =
      answer.call.isPayout ? Rig.payoutReference.string : isOfRefund ? "refund-20261120-0001" : "order-20261120-0001"
    // Who expires a payment method at Xendit is told of that alone.
    guard answer.body.contains(reference) else { return #expect(answer.call.operation == .cancel && answer.provider == .xendit) }
    let meaning = try answer.read(Array(answer.body.replacing(reference, with: "order-20261120-0002").utf8))
    #expect(meaning == .unknown(.malfunction) || meaning == .declined(.notFound), "\(meaning)")
  }

  @Test(arguments: Answer.all) func `knows nothing where the server says that it is out of order`(_ answer: Answer) throws {
    for status in [0, 100, 302, 500, 502, 503, 504, 599] {
      #expect(try answer.read(Array(answer.body.utf8), status: status).isUnknown, "\(status)")
    }
  }

  @Test(arguments: Answer.all) func `is asked for less with 429, whatever else that says`(_ answer: Answer) throws {
    for body in [answer.body, "", "<html>"] {
      #expect(try answer.read(Array(body.utf8), status: 429) == .unknown(.throttled))
    }
  }

  @Test(arguments: everyCall) func `can be tried elsewhere where nothing was sent, and nowhere where something may have been`(
    _ name: ProviderName, _ operation: ProviderOperation
  ) throws {
    let adapter = try Rig.adapter(name)
    let call = Rig.call(operation, name)
    #expect(adapter.outcome(of: call, .notSent("refused")) == .notSent(ProviderRefusal(.unreachable, "refused")))
    #expect(adapter.outcome(of: call, .interrupted("time was up")) == .unknown(ProviderRefusal(.interrupted, "time was up")))
  }

  @Test(arguments: everyCall) func `knows nothing from what is no JSON object`(
    _ name: ProviderName, _ operation: ProviderOperation
  ) throws {
    let adapter = try Rig.adapter(name)
    for status in [200, 201, 202, 204, 400, 401, 402, 404, 406, 409, 412, 413] {
      for body in ["", "<html>Bad Gateway</html>", "[]", "null", "\"200\"", "200", "{}", "{\"a\":", "\u{feff}{}"] {
        // An error without a word of its own is HTTP's.
        if body == "{}", status >= 400, name == .midtrans { continue }
        let meaning = Meaning(adapter.outcome(of: Rig.call(operation, name), .answered(status: status, body: Array(body.utf8))))
        #expect(meaning == .unknown(.malfunction), "\(status) \(body)")
      }
    }
  }

  struct Class: Sendable, CustomTestStringConvertible {
    let provider: ProviderName
    let status: Int
    let body: String
    let meaning: Meaning
    var testDescription: String { "\(provider.rawValue) \(status) \(body)" }
  }

  private static func midtrans(_ code: Int, _ meaning: Meaning) -> [Class] {
    // In the body of a 200, and as HTTP's own status too.
    let body = #"{"status_code":"\#(code)","status_message":"in words","id":"x"}"#
    let said = Class(provider: .midtrans, status: 200, body: body, meaning: meaning)
    return code < 500 ? [said, Class(provider: .midtrans, status: code, body: body, meaning: meaning)] : [said]
  }

  private static func xendit(_ status: Int, _ code: String, _ meaning: Meaning) -> Class {
    Class(provider: .xendit, status: status, body: #"{"error_code":"\#(code)","message":"in words"}"#, meaning: meaning)
  }

  static let classes: [Class] =
    [
      midtrans(400, .declined(.invalid)), midtrans(401, .notSent(.credentials)), midtrans(402, .notSent(.unavailable)),
      midtrans(403, .notSent(.credentials)), midtrans(404, .declined(.notFound)), midtrans(406, .declined(.exists)),
      midtrans(408, .declined(.invalid)), midtrans(410, .notSent(.unavailable)), midtrans(411, .declined(.declined)),
      midtrans(412, .declined(.wrongState)), midtrans(413, .declined(.invalid)), midtrans(414, .declined(.declined)),
      midtrans(429, .unknown(.throttled)), midtrans(500, .unknown(.malfunction)), midtrans(501, .unknown(.unavailable)),
      midtrans(502, .unknown(.malfunction)), midtrans(503, .unknown(.unavailable)), midtrans(504, .unknown(.malfunction)),
      midtrans(505, .unknown(.malfunction)), midtrans(999, .unknown(.malfunction)),
    ].flatMap { $0 } + [
      xendit(400, "API_VALIDATION_ERROR", .declined(.invalid)), xendit(401, "INVALID_API_KEY", .notSent(.credentials)),
      xendit(403, "REQUEST_FORBIDDEN_ERROR", .notSent(.credentials)), xendit(402, "X", .notSent(.unavailable)),
      xendit(404, "DATA_NOT_FOUND", .declined(.notFound)), xendit(408, "X", .unknown(.interrupted)),
      xendit(409, "DUPLICATE_ERROR", .declined(.exists)), xendit(409, "X", .declined(.exists)),
      xendit(400, "DUPLICATE_ERROR", .declined(.exists)), xendit(413, "X", .declined(.invalid)),
      xendit(429, "RATE_LIMIT_EXCEEDED", .unknown(.throttled)), xendit(500, "SERVER_ERROR", .unknown(.malfunction)),
      xendit(503, "CHANNEL_UNAVAILABLE", .unknown(.unavailable)), xendit(503, "X", .unknown(.malfunction)),
    ]

  @Test(arguments: classes, ProviderOperation.allCases) func `sorts errors into the same classes for every call`(
    _ sample: Class, _ operation: ProviderOperation
  ) throws {
    let outcome = try Rig.adapter(sample.provider)
      .outcome(of: Rig.call(operation, sample.provider), .answered(status: sample.status, body: Array(sample.body.utf8)))
    #expect(Meaning(outcome) == sample.meaning)
  }

  @Test(arguments: ProviderName.allCases) func `keeps a provider's words short, on one line, and without our keys`(
    _ name: ProviderName
  ) throws {
    let adapter = try Rig.adapter(name)
    let call = Rig.call(.charge, name)
    func detail(_ message: String) -> String? {
      let body = #"{"status_code":"400","status_message":"\#(message)","error_code":"E","message":"\#(message)"}"#
      guard case .declined(let refusal) = adapter.outcome(of: call, .answered(status: 400, body: Array(body.utf8))) else {
        return nil
      }
      return refusal.detail.string
    }
    let long = try #require(detail(String(repeating: "ä", count: 400)))
    #expect((199...200).contains(long.utf8.count) && long.hasSuffix("ä"))
    #expect(try #require(detail(#"a\nb\u0007c"#)).hasSuffix("a b c"))
    let key = name == .midtrans ? Rig.serverKey : Rig.secretKey
    let withheld = "withheld: a key stands in it"
    #expect(detail("no such key \(key)") == withheld)
    // Cut in the middle of the key, it would be shown in part.
    #expect(detail(String(repeating: "x", count: 180) + key) == withheld)
    // And the answer may spell it so that it does not stand there.
    #expect(
      detail(String(repeating: "x", count: 185) + key.replacing("_", with: "\\u005f").replacing("-", with: "\\u002d")) == withheld
    )
    let header = try #require(try adapter.request(for: call).header("authorization"))
    #expect(detail("no such header \(header)") == withheld)
    #expect(adapter.outcome(of: call, .interrupted("sent \(key)")) == .unknown(ProviderRefusal(.interrupted, Text(withheld))))
    #expect(adapter.outcome(of: call, .notSent("sent \(key)")) == .notSent(ProviderRefusal(.unreachable, Text(withheld))))
  }

  @Test func `says what exactly Midtrans finds wrong`() throws {
    let body =
      #"{"status_code":"400","status_message":"Validation error","validation_messages":["gross_amount is not the sum","b"]}"#
    let outcome = try Rig.midtrans().outcome(of: Rig.call(.charge, .midtrans), .answered(status: 200, body: Array(body.utf8)))
    #expect(outcome == .declined(ProviderRefusal(.invalid, "400 Validation error gross_amount is not the sum")))
  }

  @Test(arguments: ProviderName.allCases) func `makes the same request again for the same call`(_ name: ProviderName) throws {
    for operation in ProviderOperation.allCases where Self.makes(name, operation) {
      let first = try Rig.adapter(name).request(for: Rig.call(operation, name))
      #expect(try Rig.adapter(name).request(for: Rig.call(operation, name)) == first)
      #expect(first.path.hasPrefix("/"))
      #expect(first.headers.allSatisfy { $0.name == $0.name.lowercased() })
    }
  }
}

extension ProviderCall {
  var isRefund: Bool {
    switch self {
    case .refund, .refundStatus: true
    case .charge, .status, .capture, .cancel, .payout, .payoutStatus: false
    }
  }

  var isPayout: Bool {
    switch self {
    case .payout, .payoutStatus: true
    case .charge, .status, .capture, .cancel, .refund, .refundStatus: false
    }
  }
}
