import JSON
import WalletClient

/// The way to a simulator of payment providers (pspsim): plain HTTP to a port of this machine. No key and no tenant goes there.
struct SimulatorLine {
  let url: String
  private let port: UInt16
  private let timeout: Int

  /// `http://127.0.0.1:8099`, with whatever path behind it. It plays on this machine only.
  init(url: String, timeout: Int) throws(CommandFailure) {
    self.url = url
    self.timeout = timeout
    let parts = url.split(separator: "/", omittingEmptySubsequences: false)
    let place = parts.count > 2 ? parts[2].split(separator: ":", omittingEmptySubsequences: false) : []
    guard parts.first == "http:", place.count == 2, ["127.0.0.1", "localhost"].contains(place[0]), let port = UInt16(place[1]),
      port > 0
    else {
      throw .usage("a simulator is at http://127.0.0.1:PORT, not '\(url.prefix(80))'; `pspsim` says its own when it starts")
    }
    self.port = port
  }

  func ask(_ method: ClientRequest.Method, _ path: String, _ body: JSONValue? = nil) throws(CommandFailure) -> JSONValue {
    var request = ClientRequest(method, path)
    request.body = body?.encode()
    let reply: ClientReply
    do {
      reply = try WalletConnection(.loopback(port: port), timeoutSeconds: timeout).send(request)
    } catch {
      guard case .unreachable = error else { throw CommandFailure(.error, "the simulator at \(url): \(error)") }
      throw CommandFailure(
        .unreachable, "no simulator answers at \(url)", hints: ["Start one, and see where it says it is: `pspsim --help`."])
    }
    let said = reply.json?["error"]?.stringValue
    switch reply.status {
    case 200..<300:
      guard let json = reply.json else { throw CommandFailure(.error, "what is at \(url) is no simulator: it speaks no JSON") }
      return json
    case 404: throw CommandFailure(.notFound, Plain.text(said ?? "what is at \(url) is no simulator"))
    case 409: throw CommandFailure(.conflict, Plain.text(said ?? "the simulator says no"))
    default: throw CommandFailure(.usage, Plain.text(said ?? "the simulator says \(reply.status)"))
    }
  }
}

extension Session {
  /// The one that --simulator names, else the environment.
  func simulator() throws(CommandFailure) -> SimulatorLine {
    let named = environment["WALLETD_SIMULATOR"].flatMap { $0.isEmpty ? nil : $0 }
    guard let url = invocation.value("simulator") ?? named else {
      throw .usage(
        "which simulator? --simulator http://127.0.0.1:PORT, or WALLETD_SIMULATOR; `pspsim` says its own when it starts")
    }
    return try SimulatorLine(url: url, timeout: timeout)
  }
}

extension Option {
  static let simulator = Option.value("simulator", nil, "URL", "where it plays: http://127.0.0.1:8099")
}
