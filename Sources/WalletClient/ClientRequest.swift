package import JSON

/// One call of the API.
package struct ClientRequest: Sendable {
  package enum Method: String, Sendable, CaseIterable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
  }

  package var method: Method
  /// Percent-encoded, with its slash in front: `PercentCoding` makes the parts.
  package var path: String
  /// Not yet encoded; nil values are left out.
  package var query: [(name: String, value: String?)] = []
  package var headers: [(name: String, value: String)] = []
  package var body: [UInt8]?
  /// The idempotency key of a mutation, sent as its header.
  package var key: String?
  /// The body holds a secret: what was sent is wiped.
  package var carriesSecrets = false

  package init(_ method: Method, _ path: String, query: [(name: String, value: String?)] = []) {
    self.method = method
    self.path = path
    self.query = query
  }

  package static func get(_ path: String, query: [(name: String, value: String?)] = []) -> ClientRequest {
    ClientRequest(.get, path, query: query)
  }

  package static func post(_ path: String, _ body: JSONValue, key: String?) -> ClientRequest {
    var request = ClientRequest(.post, path)
    request.body = body.encode()
    request.key = key
    return request
  }

  /// The path with its query, as it stands in the request line.
  package var target: String {
    let pairs = query.compactMap { name, value in
      value.map { "\(PercentCoding.encode(name))=\(PercentCoding.encode($0))" }
    }
    return pairs.isEmpty ? path : path + (path.contains("?") ? "&" : "?") + pairs.joined(separator: "&")
  }

  /// Whether losing the connection leaves it open what the daemon did.
  var isMutation: Bool { method != .get }

  /// `bearer`: an API key; its header comes last.
  func head(defaultHeaders: [(name: String, value: String)], bearer: [UInt8]? = nil) -> [UInt8] {
    var text = "\(method.rawValue) \(target) HTTP/1.1\r\nHost: walletd\r\n"
    var all = headers
    for header in defaultHeaders where !all.contains(where: { $0.name.lowercased() == header.name.lowercased() }) {
      all.append(header)
    }
    if let key { all.append((name: "Idempotency-Key", value: key)) }
    if let body {
      if !all.contains(where: { $0.name.lowercased() == "content-type" }) {
        all.append((name: "Content-Type", value: "application/json"))
      }
      all.append((name: "Content-Length", value: "\(body.count)"))
    }
    for header in all { text += "\(header.name): \(header.value)\r\n" }
    var bytes = Array(text.utf8)
    if let bearer { bytes += Array("Authorization: Bearer ".utf8) + bearer + [13, 10] }
    return bytes + [13, 10]
  }

  /// A header value that cannot end its line early: the name of the header whose value has a control character, if any.
  var brokenHeader: String? {
    let all = headers + (key.map { [(name: "Idempotency-Key", value: $0)] } ?? [])
    return all.first { header in (header.name + header.value).utf8.contains { $0 < 0x20 || $0 == 0x7F } }?.name
  }
}
