package import JSON
package import WalletAPI

/// What the daemon answered.
package struct ClientReply: Sendable {
  package let status: Int
  package let headers: [(name: String, value: String)]
  package let body: [UInt8]

  package init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  package func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  package var isSuccess: Bool { (200...299).contains(status) }

  /// Answered from what was stored under the key.
  package var isReplay: Bool { header("Idempotent-Replayed") == "true" }

  /// The body as JSON; nil when it is none.
  package var json: JSONValue? {
    do { return try JSONValue.parse(body) } catch { return nil }
  }

  /// The problem a reply that is no success describes.
  package var problem: ClientProblem? { isSuccess ? nil : ClientProblem(self) }
}

/// RFC 9457, as the daemon writes it.
package struct ClientProblem: Sendable {
  package let status: Int
  /// Nil for a code this client does not know, or none.
  package let code: ProblemCode?
  package let codeText: String?
  package let detail: String
  /// The field to blame.
  package let param: String?
  package let requestID: String?
  package let json: JSONValue?

  init(_ reply: ClientReply) {
    let json = reply.json
    status = reply.status
    codeText = json?["code"]?.stringValue
    code = codeText.flatMap { ProblemCode(rawValue: $0) }
    detail = json?["detail"]?.stringValue ?? "the daemon answered status \(reply.status) without saying why"
    param = json?["param"]?.stringValue
    requestID = json?["request_id"]?.stringValue ?? reply.header("X-Request-Id")
    self.json = json
  }
}
