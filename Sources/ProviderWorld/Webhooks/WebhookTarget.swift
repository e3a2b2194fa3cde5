/// Where webhooks go: `http://127.0.0.1:8080/path`, or `unix:/run/x.sock:/path`.
package struct WebhookTarget: Hashable, Sendable {
  package enum Door: Hashable, Sendable {
    /// On the loopback address of this machine.
    case port(UInt16)
    case socket(String)
  }

  package let door: Door
  /// Path and query.
  package let path: String
  /// What stands in the Host header.
  package let host: String

  /// nil for what leads anywhere else: a simulator talks to nobody outside of this machine.
  package init?(_ text: String) {
    if text.hasPrefix("unix:") {
      let rest = text.dropFirst(5)
      guard let colon = rest.firstIndex(of: ":"), rest.hasPrefix("/") else { return nil }
      let path = rest[rest.index(after: colon)...]
      guard path.hasPrefix("/") else { return nil }
      self.init(door: .socket(String(rest[..<colon])), path: path, host: "localhost")
    } else {
      guard text.hasPrefix("http://") else { return nil }
      let rest = text.dropFirst(7)
      let authority = rest.prefix { $0 != "/" }
      let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
      guard ["127.0.0.1", "localhost"].contains(parts.first ?? ""), parts.count <= 2 else { return nil }
      guard let port = parts.count == 2 ? UInt16(parts[1]) : 80 else { return nil }
      let path = rest.dropFirst(authority.count)
      self.init(door: .port(port), path: path.isEmpty ? "/" : path, host: authority)
    }
  }

  private init?(door: Door, path: Substring, host: Substring) {
    // It goes into the head of a request as it is.
    guard path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
    self.door = door
    self.path = String(path)
    self.host = String(host)
  }
}
