import Foundation
import HTTPServer
import LedgerCore
import Storage
import Tenancy
import Testing

@testable import API

@Suite struct `Limits of requests` {
  private static let second: UInt64 = 1_000_000_000

  private static func limits(key: Int = 0, tenant: Int = 0, concurrent: Int = 0, failed: Int = 0) -> RequestLimits {
    var limits = RequestLimits()
    limits.perSecondOfKey = key
    limits.perSecondOfTenant = tenant
    limits.concurrentOfTenant = concurrent
    limits.failedKeysPerSecond = failed
    return limits
  }

  @Test func `are not there, and not spoken of, unless somebody sets them`() throws {
    let gate = try Gate(.none)
    let key = try gate.key(of: gate.tenant("toko"))
    for _ in 0..<1_000 {
      let answer = try gate.ask(key, at: 0)
      #expect(answer.status == 404 && answer.limits.isEmpty)
    }
  }

  @Test func `of a key are said in every reply, and refuse with what there is to know`() throws {
    let gate = try Gate(Self.limits(key: 3))
    let key = try gate.key(of: gate.tenant("toko"))
    for left in [2, 1, 0] {
      let answer = try gate.ask(key, at: 0)
      #expect(answer.status == 404)
      #expect(answer.limits == ["RateLimit-Policy": #""key";q=3;w=1"#, "RateLimit": #""key";r=\#(left);t=1"#])
    }
    let refused = try gate.ask(key, at: 0)
    #expect(refused.status == 429 && refused.code == "rate_limited")
    #expect(
      refused.limits
        == ["RateLimit-Policy": #""key";q=3;w=1"#, "RateLimit": #""key";r=0;t=1"#, "Retry-After": "1"])
    #expect(try gate.ask(key, at: 333_333_333).status == 429)
    #expect(try gate.ask(key, at: 333_333_334).status == 404)
    #expect(try gate.ask(key, at: 333_333_334).status == 429)
  }

  @Test func `of a tenant hold for its keys together, and for nobody else's`() throws {
    let gate = try Gate(.none)
    let toko = try gate.tenant("toko") { $0.requestsPerSecond = .set(2) }
    let (one, two) = (try gate.key(of: toko), try gate.key(of: toko, requestsPerSecond: 5))
    let other = try gate.key(of: gate.tenant("warung"))
    #expect(
      try gate.ask(one, at: 0).limits == ["RateLimit-Policy": #""tenant";q=2;w=1"#, "RateLimit": #""tenant";r=1;t=1"#])
    #expect(
      try gate.ask(two, at: 0).limits
        == ["RateLimit-Policy": #""key";q=5;w=1, "tenant";q=2;w=1"#, "RateLimit": #""key";r=4;t=1, "tenant";r=0;t=1"#])
    #expect(try gate.ask(one, at: 0).code == "rate_limited")
    let refused = try gate.ask(two, at: 0)
    #expect(refused.code == "rate_limited" && refused.limits["RateLimit"] == #""key";r=3;t=1, "tenant";r=0;t=1"#)
    for _ in 0..<100 { #expect(try gate.ask(other, at: 0).status == 404) }
  }

  @Test func `of a key and a tenant win over the defaults, and can be changed while it serves`() throws {
    let gate = try Gate(Self.limits(key: 1, tenant: 1))
    let toko = try gate.tenant("toko") { $0.requestsPerSecond = .set(10) }
    let key = try gate.key(of: toko, requestsPerSecond: 4)
    #expect((0..<20).count { _ in (try? gate.ask(key, at: 0).status) == 404 } == 4)
    try gate.set(toko) { $0.requestsPerSecond = .set(2) }
    // A second later the key has four again, the tenant two.
    #expect((0..<20).count { _ in (try? gate.ask(key, at: Self.second).status) == 404 } == 2)
  }

  @Test func `let a connection rest that goes on sending what is refused, until something of it is let in`() throws {
    let gate = try Gate(Self.limits(key: 1))
    let key = try gate.key(of: gate.tenant("toko"))
    let (flooding, other) = (HTTPSession(), HTTPSession())
    _ = try gate.ask(key, at: 0, on: flooding)
    for _ in 1..<RequestLimits.refusalsBeforeRest {
      #expect(try gate.ask(key, at: 0, on: flooding).status == 429)
      #expect(!flooding.rests)
    }
    #expect(try gate.ask(key, at: 0, on: flooding).status == 429)
    #expect(flooding.rests)
    // Another connection of the same key has been refused once.
    #expect(try gate.ask(key, at: 0, on: other).status == 429)
    #expect(!other.rests)
    // What the server does when the time is over: one more refusal, and it rests again.
    flooding.rests = false
    #expect(try gate.ask(key, at: 1, on: flooding).status == 429)
    #expect(flooding.rests)
    flooding.rests = false
    #expect(try gate.ask(key, at: 2 * Self.second, on: flooding).status == 404)
    #expect(try gate.ask(key, at: 2 * Self.second, on: flooding).status == 429)
    #expect(!flooding.rests)
  }

  @Test func `let a connection rest that goes on guessing keys`() throws {
    let gate = try Gate(Self.limits(failed: 3))
    let session = HTTPSession()
    for _ in 0..<3 { #expect(try gate.ask("wk_live_wrong", at: 0, on: session).status == 401) }
    for _ in 0..<RequestLimits.refusalsBeforeRest { #expect(try gate.ask("wk_live_wrong", at: 0, on: session).status == 429) }
    #expect(session.rests)
  }

  @Test func `do not bind people: who must see what floods a tenant gets in while it floods`() throws {
    let gate = try Gate(Self.limits(key: 1, tenant: 1, concurrent: 1))
    let key = try gate.key(of: gate.tenant("toko"))
    _ = try gate.ask(key, at: 0)
    #expect(try gate.ask(key, at: 0).status == 429)
    for _ in 0..<50 {
      let answer = try gate.ask(nil, at: 0, headers: ["Walletd-Tenant: toko"])
      #expect(answer.status == 404 && answer.limits.isEmpty)
    }
  }

  @Test func `bind a platform that is known by its user as well`() throws {
    let gate = try Gate(
      Self.limits(tenant: 2), peer: 77, rules: [PeerRules.Rule(.user(77), .platform, reach: .named(["toko"]))])
    _ = try gate.tenant("toko")
    let answers = try (0..<3).map { _ in try gate.ask(nil, at: 0, headers: ["Walletd-Tenant: toko"]) }
    #expect(answers.map(\.status) == [404, 404, 429])
    #expect(answers[2].limits["RateLimit"] == #""tenant";r=0;t=1"#)
  }

  @Test func `refuse before anything is stored under the key of the request`() throws {
    let gate = try Gate(Self.limits(key: 1))
    let key = try gate.key(of: gate.tenant("toko"))
    let open = #"{"code":"cash","currency":"IDR","class":"asset"}"#
    func post(at time: UInt64) throws -> Gate.Answer {
      try gate.ask(key, at: time, method: "POST", path: "/v1/accounts", headers: ["Idempotency-Key: k"], body: open)
    }
    #expect(try gate.ask(key, at: 0).status == 404)
    #expect(try post(at: 0).status == 429)
    let done = try post(at: Self.second)
    #expect(done.status == 201 && done.headers["Idempotent-Replayed"] == nil)
    let again = try post(at: 2 * Self.second)
    #expect(again.status == 201 && again.headers["Idempotent-Replayed"] == "true" && again.body == done.body)
    #expect(again.limits["RateLimit"] == #""key";r=0;t=1"#)
  }

  @Test func `of requests at once count until the answer, and give the place back with it`() throws {
    let gate = try Gate(Self.limits(concurrent: 2))
    let key = try gate.key(of: gate.tenant("toko"))
    // Answers wait until they are asked for: both places are taken.
    let held = try (0..<2).map { _ in try gate.send(key, at: 0) }
    let third = try gate.ask(key, at: 0)
    #expect(third.status == 429 && third.code == "concurrency_limited")
    #expect(
      third.limits
        == [
          "RateLimit-Policy": #""concurrency";q=2;qu="concurrent-requests""#, "RateLimit": #""concurrency";r=0"#,
          "Retry-After": "1",
        ])
    for number in held { #expect(try gate.answer(to: number).status == 404) }
    for _ in 0..<20 { #expect(try gate.ask(key, at: 0).status == 404) }
  }

  @Test func `are counted by reason`() throws {
    let gate = try Gate(Self.limits(key: 1, failed: 1))
    let key = try gate.key(of: gate.tenant("toko"))
    _ = try gate.ask(key, at: 0)
    for _ in 0..<3 { _ = try gate.ask(key, at: 0) }
    let wrong = "wk_live_" + String(repeating: "0", count: 44)
    for _ in 0..<3 { _ = try gate.ask(wrong, at: 0) }
    let metrics = try gate.ask(nil, at: 0, path: "/metrics").body
    #expect(metrics.contains(#"walletd_limited_total{reason="key_rate"} 3"#))
    #expect(metrics.contains(#"walletd_limited_total{reason="tenant_rate"} 0"#))
    #expect(metrics.contains(#"walletd_limited_total{reason="failed_keys"} 2"#))
  }
}

@Suite struct `Keys that are wrong` {
  private static let second: UInt64 = 1_000_000_000
  private static let wrong = "wk_live_" + String(repeating: "0", count: 44)

  private static func limits(_ rate: Int) -> RequestLimits {
    var limits = RequestLimits()
    limits.failedKeysPerSecond = rate
    return limits
  }

  @Test func `are looked at so many times a second from one source, then nothing is looked at`() throws {
    let gate = try Gate(Self.limits(2))
    let key = try gate.key(of: gate.tenant("toko"))
    let session = HTTPSession()
    #expect(try gate.ask(key, at: 0, on: session).status == 404)
    #expect(
      try (0..<4).map { _ in try gate.ask(Self.wrong, at: 0).code } == [
        "api_key_invalid", "api_key_invalid", "rate_limited", "rate_limited",
      ])
    // Not even a right one is looked at, or guessing would go on; but a connection that has shown its key before goes on with it.
    let unseen = try gate.ask(key, at: 0)
    #expect(unseen.code == "rate_limited" && unseen.limits == ["Retry-After": "1"])
    for _ in 0..<10 { #expect(try gate.ask(key, at: 0, on: session).status == 404) }
    // Guessing on that connection is guessing all the same, and does not cost it its key.
    #expect(try gate.ask(Self.wrong, at: 0, on: session).code == "rate_limited")
    #expect(try gate.ask(key, at: 0, on: session).status == 404)
    // Half a second later one more is looked at; a right one costs nothing.
    for _ in 0..<3 { #expect(try gate.ask(key, at: Self.second / 2).status == 404) }
    #expect(try gate.ask(Self.wrong, at: Self.second / 2).code == "api_key_invalid")
    #expect(try gate.ask(key, at: Self.second / 2).code == "rate_limited")
  }

  @Test func `are held against the address a trusted proxy names, and against nobody else behind it`() throws {
    let gate = try Gate(Self.limits(1), isProxy: true)
    let key = try gate.key(of: gate.tenant("toko"))
    func ask(_ key: String, from address: String) throws -> String {
      try gate.ask(key, at: 0, headers: ["X-Forwarded-For: \(address)"]).code
    }
    #expect(try ask(Self.wrong, from: "203.0.113.7") == "api_key_invalid")
    #expect(try ask(key, from: "203.0.113.7") == "rate_limited")
    #expect(try ask(key, from: "203.0.113.8") == "account_not_found")
    // One IPv6 subscriber has as many addresses as it likes.
    #expect(try ask(Self.wrong, from: "2001:db8::1") == "api_key_invalid")
    #expect(try ask(key, from: "2001:db8::ffff:1") == "rate_limited")
    #expect(try ask(key, from: "2001:db8:0:1::1") == "account_not_found")
  }

  @Test func `of more sources than are kept apart are still counted, and forgotten when they are over`() {
    let failed = FailedKeys(rate: 1)
    for number in 0..<UInt128(FailedKeys.mostSources) { failed.note(.address(number), now: 0) }
    #expect(failed.mayTry(.address(1 << 100), now: 0))
    failed.note(.address(1 << 100), now: 0)
    #expect(!failed.mayTry(.address(1 << 101), now: 0), "those that are not kept apart share one bucket")
    failed.note(.address(1 << 101), now: 2 * Self.second)
    #expect(failed.mayTry(.address(5), now: 2 * Self.second))
    #expect(!failed.mayTry(.address(1 << 101), now: 2 * Self.second))
    #expect(failed.mayTry(.address(1 << 102), now: 2 * Self.second))
  }
}

@Suite struct `A key that a connection has sent before` {
  @Test func `is looked at again as soon as it is revoked, on the same connection`() throws {
    let gate = try Gate(.none)
    let toko = try gate.tenant("toko")
    let (key, id) = try gate.keyAndID(of: toko)
    let session = HTTPSession()
    #expect(try gate.ask(key, at: 0, on: session).status == 404)
    #expect(try gate.ask(key, at: 0, on: session).status == 404)
    try gate.revoke(id)
    #expect(try gate.ask(key, at: 0, on: session).code == "api_key_revoked")
    #expect(try gate.ask(key, at: 0, on: session).code == "api_key_revoked")
  }

  @Test func `is not taken for another one, whichever byte differs`() throws {
    let gate = try Gate(.none)
    let key = try gate.key(of: gate.tenant("toko"))
    let session = HTTPSession()
    #expect(try gate.ask(key, at: 0, on: session).status == 404)
    for index in key.indices {
      var other = key
      other.replaceSubrange(index...index, with: key[index] == "7" ? "8" : "7")
      #expect(try gate.ask(other, at: 0, on: session).code == "api_key_invalid")
    }
    #expect(try gate.ask(key, at: 0, on: session).status == 404)
  }

  @Test func `belongs to its tenant, whoever used the connection before`() throws {
    let gate = try Gate(.none)
    let (one, two) = (try gate.key(of: gate.tenant("toko")), try gate.key(of: gate.tenant("warung")))
    let session = HTTPSession()
    let open = #"{"code":"cash","currency":"IDR","class":"asset"}"#
    #expect(
      try gate.ask(one, at: 0, on: session, method: "POST", path: "/v1/accounts", headers: ["Idempotency-Key: k"], body: open)
        .status == 201)
    for _ in 0..<3 {
      #expect(try gate.ask(one, at: 0, on: session, path: "/v1/accounts/cash").status == 200)
      #expect(try gate.ask(two, at: 0, on: session, path: "/v1/accounts/cash").code == "account_not_found")
    }
  }

  @Test func `expires on the same connection`() throws {
    let gate = try Gate(.none)
    let soon = Timestamp(microseconds: Timestamp.now.microseconds + 500_000)
    let key = try gate.key(of: gate.tenant("toko"), expiresAt: soon)
    let session = HTTPSession()
    #expect(try gate.ask(key, at: 0, on: session).status == 404)
    while Timestamp.now < soon { #expect([404, 401].contains(try gate.ask(key, at: 0, on: session).status)) }
    #expect(try gate.ask(key, at: 0, on: session).code == "api_key_expired")
  }
}
