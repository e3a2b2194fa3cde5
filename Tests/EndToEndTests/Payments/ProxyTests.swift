import Foundation
import JSON
import Testing

/// From the port that a provider sees to `ingress.sock`: nginx as the sample configures it.
@Suite(.serialized, .enabled(if: ProxyStand.isPossible, "the log says why: 'nginx: SKIPPED'")) struct `Webhooks through nginx` {
  @Test func `arrive as they were signed, byte for byte`() throws {
    let stand = try ProxyStand()
    let intent = try stand.shop.intent()
    let code = try stand.shop.code(of: intent)
    let attempt = try stand.shop.text(#require(stand.shop.list("/v1/attempts").first), "attempt_id")
    try stand.shop.midtrans.order("lost", [("times", 10)])
    try stand.shop.midtrans.pay(code)
    // A body that somebody who writes JSON anew would write otherwise.
    var webhook = SignedWebhook.midtrans(attempt, "settlement", amount: "10000.00")
    webhook.body = webhook.body.replacing("{\"trans", with: " {\t\"note\" : \"\\u0041\\/é \\uD83D\\uDE00\" ,\r\n\"trans") + "\n"
    #expect(try stand.ask(webhook.request).status == 200)
    #expect(try Patience.wait(.seconds(10)) { try stand.shop.state(intent) == "succeeded" })
    #expect(try stand.shop.list("/v1/inbox").contains { $0["body"]?.stringValue == webhook.body })
    // The same in pieces, as HTTP/1.1 allows: nginx puts it together.
    let other = SignedWebhook.xendit("att_unknown", "payment.succeeded", amount: "10000")
    #expect(try stand.ask(chunked: other.request).status == 200)
    #expect(
      try Patience.wait(.seconds(10)) { try stand.shop.list("/v1/inbox").contains { $0["body"]?.stringValue == other.body } })
  }

  @Test func `that nobody signed are refused there as here`() throws {
    let stand = try ProxyStand()
    for webhook in [
      SignedWebhook.midtrans("att_x", "settlement", amount: "10000.00", key: "not-the-key"),
      .xendit("att_x", "payment.succeeded", amount: "1", token: nil),
      .xendit("att_x", "payment.succeeded", amount: "1", token: "another"),
    ] {
      let reply = try stand.ask(webhook.request)
      #expect(reply.status == 401 && reply.code == "unauthenticated")
    }
    #expect(try stand.shop.list("/v1/inbox").isEmpty)
  }

  @Test func `are all that goes through, and none that is too large`() throws {
    let stand = try ProxyStand()
    let refused = [
      ("GET", "/v1/tenants", 404), ("POST", "/v1/tenants", 404), ("GET", "/healthz", 404), ("GET", "/metrics", 404),
      ("POST", "/v1/webhooks", 404), ("GET", "/v1/webhooks/toko/midtrans", 403), ("PUT", "/v1/webhooks/toko/midtrans", 403),
      ("POST", "/v1/webhooks/../tenants", 404), ("POST", "/v1/webhooks/%2e%2e/tenants", 404), ("POST", "//v1//tenants", 404),
      ("POST", "/v1/webhooks/toko/nobody", 404), ("POST", "/v1/webhooks/nobody/midtrans", 404),
      ("POST", "/v1/webhooks/toko/midtrans/", 404), ("POST", "/V1/WEBHOOKS/toko/midtrans", 404),
    ]
    for (method, path, status) in refused {
      let reply = try stand.ask(Request(method: method, path: path, headers: [("Content-Type", "application/json")]))
      #expect(reply.status == status, "\(method) \(path): \(reply.text)")
    }
    func webhook(_ bytes: Int) -> Request {
      var webhook = SignedWebhook.xendit("att_x", "payment.succeeded", amount: "1")
      webhook.body += String(repeating: " ", count: bytes - webhook.body.utf8.count)
      return webhook.request
    }
    let reply = try stand.ask(webhook(49_153))
    #expect(reply.status == 413 && reply.code == nil, "nginx's own: \(reply.text)")
    #expect(try stand.ask(webhook(49_152)).status == 200)
  }

  @Test func `are sent again where the daemon is away, and nothing needs to be told when it is back`() throws {
    let stand = try ProxyStand()
    let webhook = SignedWebhook.xendit("att_x", "payment.succeeded", amount: "1")
    for _ in 1...2 {
      stand.shop.kill()
      // What a provider takes for "later".
      #expect(try [502, 503].contains(stand.ask(webhook.request).status))
      try stand.shop.restart()
      #expect(try stand.ask(webhook.request).status == 200)
    }
    #expect(stand.shop.daemon.end(by: SIGTERM) == .exited(0))
    #expect(try [502, 503].contains(stand.ask(webhook.request).status), "a daemon that was stopped takes its socket along")
    try stand.shop.restart()
    #expect(try stand.ask(webhook.request).status == 200)
    #expect(try stand.shop.list("/v1/inbox").count == 1, "once, however often it came")
  }
}

/// A shop and the proxy before it.
final class ProxyStand {
  let shop: Checkout
  private let proxy: Proxy

  static var isPossible: Bool {
    guard let obstacle = Proxy.obstacle else { return true }
    print("nginx: SKIPPED (\(obstacle)): webhooks through a proxy were not tested")
    return false
  }

  init() throws {
    shop = try Checkout()
    proxy = try Proxy(in: shop.folder, to: shop.folder.file("ingress.sock"))
  }

  func ask(_ request: Request) throws -> Reply { try Connection(port: proxy.port).ask(request) }

  /// The same with its body in chunks.
  func ask(chunked request: Request) throws -> Reply {
    let connection = try Connection(port: proxy.port)
    var head = "\(request.method) \(request.path) HTTP/1.1\r\nHost: pay.example.com\r\nTransfer-Encoding: chunked\r\n"
    for (name, value) in request.headers { head += "\(name): \(value)\r\n" }
    var bytes = Array((head + "\r\n").utf8)
    var rest = request.body[...]
    while !rest.isEmpty {
      let piece = rest.prefix(17)
      rest = rest.dropFirst(17)
      bytes += Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece + Array("\r\n".utf8)
    }
    connection.send(bytes + Array("0\r\n\r\n".utf8))
    guard let reply = connection.receive() else { throw RigFailure("no answer") }
    return reply
  }
}
