import Testing

@testable import HTTPServer

struct TimersTests {
  static func timers() -> HTTPTimers {
    var limits = HTTPLimits()
    limits.headTimeout = .nanoseconds(10)
    limits.bodyTimeout = .nanoseconds(30)
    limits.idleTimeout = .nanoseconds(100)
    return HTTPTimers(limits: limits)
  }

  @Test func `deadlines pass in their order, whatever their kind`() {
    var timers = Self.timers()
    timers.set(5, .idle, now: 0)
    timers.set(9, .body, now: 0)
    timers.set(7, .head, now: 0)
    timers.set(3, .head, now: 5)
    #expect(timers.next == 10)
    #expect(timers.takeExpired(now: 9) == nil)
    #expect(timers.takeExpired(now: 10)?.descriptor == 7)
    #expect(timers.next == 15)
    #expect(timers.takeExpired(now: 10) == nil)
    #expect(timers.takeExpired(now: 40)?.descriptor == 3)
    #expect(timers.takeExpired(now: 40)?.descriptor == 9)
    #expect(timers.takeExpired(now: 40) == nil)
    #expect(timers.takeExpired(now: 100)?.kind == .idle)
    #expect(timers.next == nil)
  }

  @Test func `a new deadline replaces the old one`() {
    var timers = Self.timers()
    timers.set(1, .head, now: 0)
    timers.set(2, .head, now: 1)
    timers.set(1, .head, now: 5)
    #expect(timers.kind(of: 1) == .head)
    #expect(timers.takeExpired(now: 11)?.descriptor == 2)
    #expect(timers.takeExpired(now: 14) == nil)
    timers.clear(1)
    timers.clear(1)
    timers.clear(4000)
    #expect(timers.kind(of: 1) == nil)
    #expect(timers.next == nil)
  }

  @Test func `the lists stay whole through any sequence`() {
    var timers = Self.timers()
    var expected: [Int32: UInt64] = [:]
    var random = SystemRandomNumberGenerator()
    for now in UInt64(0)..<5000 {
      let descriptor = Int32.random(in: 0..<40, using: &random)
      if Bool.random(using: &random) {
        timers.set(descriptor, .idle, now: now)
        expected[descriptor] = now + 100
      } else {
        timers.clear(descriptor)
        expected[descriptor] = nil
      }
      while let (expired, _) = timers.takeExpired(now: now) {
        #expect(expected[expired].map { $0 <= now } == true)
        expected[expired] = nil
      }
      #expect(timers.next == expected.values.min())
    }
  }
}

struct ReplyTests {
  @Test(arguments: [
    (Int64(0), "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
    (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (1_795_132_799, "Thu, 19 Nov 2026 23:59:59 GMT"),
    (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
  ])
  func `a date reads as HTTP wants it`(second: Int64, text: String) {
    #expect(String(decoding: HTTPDate.bytes(second: second), as: UTF8.self) == text)
  }

  @Test func `a reply is written in full`() {
    var writer = HTTPResponseWriter()
    writer.setTime(second: 0)
    var output: [UInt8] = []
    writer.append(
      HTTPResponse(status: 422, contentType: "application/problem+json", headers: [HTTPHeader("Retry-After", "7")], body: [65]),
      to: &output,
      isHead: false, keepsAlive: false)
    writer.append(HTTPResponse(status: 299), to: &output, isHead: true, keepsAlive: true)
    #expect(
      String(decoding: output, as: UTF8.self)
        == "HTTP/1.1 422 Unprocessable Content\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Type: application/problem+json\r\n"
        + "Content-Length: 1\r\nRetry-After: 7\r\nConnection: close\r\n\r\nA"
        + "HTTP/1.1 299 \r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Length: 0\r\n\r\n")
  }

  @Test func `each failure has its sentence and a status of an error`() {
    #expect(Set(HTTPFailure.allCases.map(\.sentence)).count == HTTPFailure.allCases.count)
    #expect(HTTPFailure.allCases.allSatisfy { (400..<600).contains($0.status) && $0.sentence.hasSuffix(".") })
  }
}
