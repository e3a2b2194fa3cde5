import WalletClient

/// How this caller reaches the daemon: makes a connection for each thread that needs one of its own.
struct Connector: Sendable {
  let socketPath: String
  let timeoutSeconds: Int
  /// An API key; it fixes the tenant.
  let bearer: [UInt8]?

  func connect() -> WalletConnection {
    WalletConnection(socketPath: socketPath, timeoutSeconds: timeoutSeconds, bearer: bearer)
  }

  /// Asks one thing, as seen from the screen.
  func answer(_ request: ClientRequest, tenant: String?, on line: WalletConnection) -> Answered {
    var request = request
    if let tenant { request.headers.append((name: "Walletd-Tenant", value: tenant)) }
    do throws(ClientFailure) {
      let reply = try line.send(request)
      if let problem = reply.problem { return .trouble(Trouble(problem)) }
      if let json = reply.json { return .json(json, isReplay: reply.isReplay) }
      return .text(String(decoding: reply.body, as: UTF8.self))
    } catch {
      return .trouble(Trouble(error, socket: socketPath))
    }
  }
}
