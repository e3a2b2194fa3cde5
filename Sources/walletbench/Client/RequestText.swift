/// Writes HTTP requests of about 300 bytes, as an ordinary client's are.
enum RequestText {
  /// - Parameter tenant: its code, for whom the socket knows; or an API key.
  static func make(_ method: String, _ path: String, tenant: String?, key: String?, body: String) -> [UInt8] {
    var text = "\(method) \(path) HTTP/1.1\r\nHost: walletd\r\nUser-Agent: walletbench\r\nAccept: application/json\r\n"
    if let tenant { text += tenant.hasPrefix("wk_") ? "Authorization: Bearer \(tenant)\r\n" : "Walletd-Tenant: \(tenant)\r\n" }
    if let key { text += "Idempotency-Key: \(key)\r\n" }
    if !body.isEmpty { text += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n" }
    text += "\r\n"
    return Array(text.utf8) + Array(body.utf8)
  }

  /// Where `text` begins in a request that was just made. Traps when it is not in it.
  static func position(of text: String, in request: [UInt8], from start: Int = 0) -> Int {
    let wanted = Array(text.utf8)
    var index = start
    while index + wanted.count <= request.count {
      if request[index..<index + wanted.count].elementsEqual(wanted) { return index }
      index += 1
    }
    preconditionFailure("a request has no \(text)")
  }
}
