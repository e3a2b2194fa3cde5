import CCurl

/// Scheme, host and port: calls with the same one share connections, and wait for each other.
struct HTTPOrigin: Hashable, Sendable {
  let scheme: String
  let host: String
  let port: String

  init(_ url: String) throws(HTTPObjection) {
    // C would read it to the first zero only.
    guard url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
      throw HTTPObjection("the address holds a space or a control character")
    }
    guard let parts = curl_url() else { throw HTTPObjection("there is no memory for an address") }
    defer { curl_url_cleanup(parts) }
    // With the same parser that sends it: two parsers may find two hosts in one text.
    guard curl_url_set(parts, CURLUPART_URL, url, UInt32(CURLU_PATH_AS_IS)) == CURLUE_OK,
      let scheme = HTTPOrigin.part(parts, CURLUPART_SCHEME), ["http", "https"].contains(scheme.lowercased()),
      let host = HTTPOrigin.part(parts, CURLUPART_HOST),
      let port = HTTPOrigin.part(parts, CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT))
    else { throw HTTPObjection("the address is not http://host/… or https://host/…") }
    guard HTTPOrigin.part(parts, CURLUPART_USER) == nil, HTTPOrigin.part(parts, CURLUPART_PASSWORD) == nil else {
      throw HTTPObjection("the address holds a name or a password; send an Authorization header instead")
    }
    self.scheme = scheme.lowercased()
    self.host = host.lowercased()
    self.port = port
  }

  private static func part(_ parts: OpaquePointer, _ what: CURLUPart, _ flags: UInt32 = 0) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(parts, what, &text, flags) == CURLUE_OK, let text else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
  }
}
