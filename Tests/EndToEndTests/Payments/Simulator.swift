import Foundation
import JSON

/// A real pspsim: both providers on one port, and its book.
final class Simulator: Sendable {
  let port: UInt16
  private let child: Child
  private let log: String

  /// Webhooks go to `ingress`, for the tenant `Checkout.tenant`.
  init(_ name: String, in folder: Folder, ingress: String, _ arguments: [String] = []) throws {
    let log = folder.file(name + ".log")
    self.log = log
    let webhook = "unix:\(ingress):/v1/webhooks/\(Checkout.tenant)/"
    child = try Child(
      [
        Program.pspsim.path, "--midtrans-key", Checkout.midtransKey, "--xendit-key", Checkout.xenditKey, "--xendit-token",
        Checkout.xenditToken, "--midtrans-webhook", webhook + "midtrans", "--xendit-webhook", webhook + "xendit", "--retry", "50",
      ] + arguments, environment: [:], log: log)
    let ready = try Patience.find(.seconds(30)) { () throws -> UInt16? in
      let text = try String(contentsOfFile: log, encoding: .utf8)
      return text.firstMatch(of: /ready at http:\/\/127\.0\.0\.1:(\d+),/).flatMap { UInt16($0.1) }
    }
    guard let ready else {
      child.signal(SIGKILL)
      _ = child.wait()
      throw RigFailure("pspsim did not become ready")
    }
    port = ready
  }

  deinit { end() }

  var url: String { "http://127.0.0.1:\(port)" }

  /// From now on nobody listens there.
  func end() {
    child.signal(SIGKILL)
    _ = child.wait()
  }

  // MARK: The customer, and what goes wrong

  @discardableResult
  func ask(_ method: String, _ path: String, _ body: JSONValue? = nil, headers: [(String, String)] = []) throws -> Reply {
    let request = Request(
      method: method, path: path, headers: [("Content-Type", "application/json")] + headers, body: body?.encode() ?? [])
    return try Connection(port: port).ask(request)
  }

  /// What a customer, a bank or time does: pay, decline, expire, reverse.
  @discardableResult
  func act(_ act: String, _ charge: (String, String), _ more: [(String, JSONValue)] = []) throws -> JSONValue {
    let reply = try ask("POST", "/_sim/" + act, .object(JSONObject([(charge.0, .string(charge.1))] + more)))
    guard reply.status == 200 else { throw RigFailure("the simulator does not \(act) \(charge): \(reply.text)") }
    return try reply.json()
  }

  func pay(_ code: String) throws { try act("pay", ("qr_string", code)) }

  /// Orders a fault.
  func order(_ kind: String, _ fields: [(String, JSONValue)] = []) throws {
    let reply = try ask("POST", "/_sim/faults", .object(JSONObject([("kind", .string(kind))] + fields)))
    guard reply.status == 201 else { throw RigFailure("no such fault: \(reply.text)") }
  }

  func heal() throws { try ask("DELETE", "/_sim/faults") }

  func book() throws -> [BookedCharge] {
    try (ask("GET", "/_sim/book").json()["charges"]?.arrayValue ?? []).map { try BookedCharge($0) }
  }
}

/// A charge in the simulator's book. Amounts are in minor units.
struct BookedCharge: Equatable {
  struct Refund: Equatable {
    let reference: String
    let amount: Int64
    let state: String
  }

  let provider: String
  let reference: String
  let state: String
  let amount: Int64
  var captured: Int64
  var refunded: Int64
  let code: String?
  let refunds: [Refund]

  init(_ json: JSONValue) throws {
    func text(_ json: JSONValue, _ name: String) throws -> String {
      guard let text = json[name]?.stringValue else { throw RigFailure("the book has no \(name): \(json)") }
      return text
    }
    func amount(_ json: JSONValue, _ name: String) throws -> Int64 {
      guard let amount = json[name]?.integerValue else { throw RigFailure("the book has no \(name): \(json)") }
      return amount
    }
    provider = try text(json, "provider")
    reference = try text(json, "reference")
    state = try text(json, "state")
    self.amount = try amount(json, "amount")
    captured = try amount(json, "captured")
    refunded = try amount(json, "refunded")
    code = json["qr_string"]?.stringValue
    refunds = try (json["refunds"]?.arrayValue ?? []).map { refund in
      Refund(
        reference: try text(refund, "reference"), amount: try amount(refund, "amount"), state: try text(refund, "state"))
    }
  }
}
