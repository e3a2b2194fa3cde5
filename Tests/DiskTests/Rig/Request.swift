/// A request as a client sends it.
struct Request: Sendable {
  var tenant: String? = "toko"
  let method: String
  var path: String
  var key: String?
  var body: String?

  static func post(_ path: String, _ key: String, _ body: String, tenant: String? = "toko") -> Request {
    Request(tenant: tenant, method: "POST", path: path, key: key, body: body)
  }

  static func get(_ path: String, tenant: String? = "toko") -> Request { Request(tenant: tenant, method: "GET", path: path) }

  /// Sent by root, though not about tenants and keys.
  var isByPerson = false

  /// Whether it is root's.
  var isAdministrative: Bool {
    isByPerson || ["/v1/tenants", "/v1/keys", "/v1/audit"].contains { path.hasPrefix($0) }
  }

  func byPerson() -> Request {
    var request = self
    request.isByPerson = true
    return request
  }

  var bytes: [UInt8] {
    var lines = ["\(method) \(path) HTTP/1.1", "Host: localhost"]
    if let tenant { lines.append("Walletd-Tenant: \(tenant)") }
    if let key { lines.append("Idempotency-Key: \(key)") }
    if let body { lines += ["Content-Type: application/json", "Content-Length: \(body.utf8.count)"] }
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")).utf8)
  }
}
