import Foundation
import JSON
import Testing

/// What is given up is seen and taken up again, and what a crash cuts off goes on at once.
@Suite(.serialized) struct `Jobs that the daemon has` {
  /// A command about the tenant, and what it writes to stdout.
  private func walletctl(_ shop: Checkout, _ words: String...) throws -> JSONValue {
    let run = try Run(
      [Program.walletctl.path] + words + ["--json"],
      environment: ["WALLETD_SOCKET": shop.daemon.socketPath, "WALLETD_TENANT": Checkout.tenant, "WALLETD_KEY_FILE": ""])
    guard run.end == .exited(0) else { throw RigFailure("\(words): \(run.output)") }
    return try JSONValue.parse(run.output)
  }

  private func metrics(_ shop: Checkout) throws -> String { try shop.connection.ask(.get("/metrics", tenant: nil)).text }

  private func dead(_ shop: Checkout) throws -> [JSONValue] { try shop.list("/v1/jobs?status=dead") }

  @Test func `show a webhook about nothing here, and read it when the reason is gone`() throws {
    let shop = try Checkout()
    let intent = try shop.intent(1_000_000, #"{"type":"ovo","phone":"+628123456789"}"#)
    // Forged ones are counted, and nothing is kept.
    for _ in 0..<3 {
      #expect(try `Webhooks`.send(shop, "xendit", `Webhooks`.succeeded("x"), token: "wrong").status == 401)
    }
    #expect(try metrics(shop).contains(#"walletd_webhooks_refused_total{provider="xendit",reason="unauthenticated"} 3"# + "\n"))
    #expect(try shop.list("/v1/inbox").isEmpty)

    #expect(try `Webhooks`.send(shop, "xendit", `Webhooks`.succeeded("att_unknown"), token: Checkout.xenditToken).status == 200)
    #expect(try Patience.wait(.seconds(10)) { try dead(shop).count == 1 })
    let listed = try walletctl(shop, "job", "list", "--status", "dead")
    let job = try #require(listed["data"]?[0])
    let id = try shop.text(job, "job_id")
    #expect(job["error"]?["code"] == "not_found" && job["provider"] == "xendit" && job["record_status"] == "unmatched")
    #expect(try metrics(shop).contains(#"walletd_jobs{kind="delivery",status="dead"} 1"# + "\n"))
    #expect(try metrics(shop).contains(#"walletd_webhooks_kept_total{provider="xendit"} 1"# + "\n"))
    #expect(try walletctl(shop, "job", "cancel", id)["record_status"] == "dismissed")
    #expect(try dead(shop).isEmpty)

    // What was given up is read again when somebody wants it, and so is what was worked off: that asks the provider once more, and changes nothing.
    let unknown = try shop.text(job, "record")
    #expect(try walletctl(shop, "inbox", "replay", unknown)["status"] == "received")
    #expect(try Patience.wait(.seconds(10)) { try dead(shop).count == 1 })
    shop.kill()
    try shop.restart()
    #expect(try dead(shop).count == 1, "it waits for a person")
    let delivery = try kept(about: try attempt(of: intent, shop), shop)
    #expect(try walletctl(shop, "inbox", "replay", delivery)["status"] == "received")
    #expect(try Patience.wait(.seconds(10)) { try shop.get("/v1/inbox/\(delivery)")["status"] == "processed" })
  }

  /// The charge of an intent at xendit, with a webhook about it that was worked off.
  private func attempt(of intent: String, _ shop: Checkout) throws -> String {
    // Midtrans does not take it: the second provider is asked.
    _ = try shop.expect(200, shop.confirm(intent))
    let attempts = try shop.list("/v1/attempts?intent=\(intent)")
    let attempt = try shop.text(try #require(attempts.first { $0["provider"] == "xendit" }), "attempt_id")
    let body = `Webhooks`.succeeded(attempt)
    #expect(try `Webhooks`.send(shop, "xendit", body, token: Checkout.xenditToken).status == 200)
    #expect(
      try Patience.wait(.seconds(10)) {
        try shop.list("/v1/inbox?status=processed").contains { $0["about"]?.stringValue == attempt }
      })
    return attempt
  }

  private func kept(about attempt: String, _ shop: Checkout) throws -> String {
    try shop.text(
      try #require(try shop.list("/v1/inbox").first { $0["body"]?.stringValue?.contains(attempt) == true }), "delivery_id")
  }

  @Test func `are gone on with at once after a crash, without waiting for what nobody can answer any more`() throws {
    let shop = try Checkout(timeout: 20_000, simulator: ["--hold", "9000"])
    let intent = try shop.intent()
    // The provider takes it, and does not say so.
    try shop.midtrans.order("timeout_after", [("times", 1)])
    let waiting = try shop.daemon.connect()
    waiting.send(
      Request.post("/v1/payment_intents/\(intent)/confirm", tenant: Checkout.tenant, key: "c1", "{}").bytes)
    #expect(try Patience.wait(.seconds(10)) { try shop.attempts(of: intent) == ["midtrans sending"] })
    // Killed between the commit and the call it would find nothing there, and have to wait until that is proof.
    #expect(try Patience.wait(.seconds(10)) { try !shop.midtrans.book().isEmpty })
    shop.kill()
    try shop.restart()
    // Not a second passes on the daemon's clock but those it takes.
    #expect(try Patience.wait(.seconds(10)) { try shop.state(intent) == "requires_action" })
    #expect(try shop.attempts(of: intent) == ["midtrans pending"])
    #expect(try shop.confirm(intent, key: "c1").status == 200, "the key tells")
  }
}
