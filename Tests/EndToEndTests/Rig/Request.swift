/// A request as it is sent: the same bytes each time.
struct Request: Sendable {
  let method: String
  let path: String
  var headers: [(String, String)] = []
  var body: [UInt8] = []

  static func get(_ path: String, tenant: String? = nil) -> Request {
    Request(method: "GET", path: path, headers: tenant.map { [("Walletd-Tenant", $0)] } ?? [])
  }

  static func post(_ path: String, tenant: String? = nil, key: String?, _ body: String) -> Request {
    var headers = [("Content-Type", "application/json")]
    if let tenant { headers.append(("Walletd-Tenant", tenant)) }
    if let key { headers.append(("Idempotency-Key", key)) }
    return Request(method: "POST", path: path, headers: headers, body: Array(body.utf8))
  }

  var bytes: [UInt8] {
    var head = "\(method) \(path) HTTP/1.1\r\nHost: walletd\r\n"
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    if method == "POST" { head += "Content-Length: \(body.count)\r\n" }
    return Array((head + "\r\n").utf8) + body
  }
}

extension Connection {
  /// Nil if the answer did not come; what was asked may then have happened or not.
  func exchange(_ request: Request) -> Reply? {
    send(request.bytes) ? receive() : nil
  }

  /// The same where an answer must come.
  func ask(_ request: Request) throws -> Reply {
    guard let reply = exchange(request) else { throw RigFailure("no answer to \(request.method) \(request.path)") }
    return reply
  }
}
