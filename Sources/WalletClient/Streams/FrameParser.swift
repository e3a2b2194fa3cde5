package import JSON

/// One event as a stream brought it.
package struct StreamedEvent: Sendable, Equatable {
  /// The token to go on behind it; the last one the stream gave.
  package let token: String?
  /// `transfer.posted`
  package let type: String
  package let data: [UInt8]

  package init(token: String?, type: String, data: [UInt8]) {
    self.token = token
    self.type = type
    self.data = data
  }

  /// Nil when it is no JSON.
  package var json: JSONValue? {
    do { return try JSONValue.parse(data) } catch { return nil }
  }
}

/// Reads server-sent events out of the bytes that arrive, as https://html.spec.whatwg.org/multipage/server-sent-events.html has it: a value
/// that is fed, without I/O.
struct FrameParser {
  /// Most bytes of a line: more is not of the daemon.
  private static let lineBytes = 8 << 20

  /// The last id of the stream; it stays until another one comes.
  private(set) var token: String?
  private var line: [UInt8] = []
  private var type = ""
  private var data: [UInt8] = []
  private var hasData = false
  private var pendingToken: String?
  private var followsReturn = false

  init(token: String?) {
    self.token = token
    pendingToken = token
  }

  /// The frames that `bytes` complete, in order. A comment or an id alone is none, but the id counts.
  mutating func feed(_ bytes: [UInt8]) throws(ClientFailure) -> [StreamedEvent] {
    var found: [StreamedEvent] = []
    for byte in bytes {
      if byte == 10, followsReturn {
        followsReturn = false
        continue
      }
      followsReturn = byte == 13
      guard byte == 10 || byte == 13 else {
        line.append(byte)
        guard line.count <= FrameParser.lineBytes else { throw .brokenAnswer(reason: "a line of the stream does not end") }
        continue
      }
      if line.isEmpty { if let event = dispatch() { found.append(event) } } else { read() }
      line.removeAll(keepingCapacity: true)
    }
    return found
  }

  private mutating func dispatch() -> StreamedEvent? {
    token = pendingToken
    defer {
      type = ""
      data.removeAll()
      hasData = false
    }
    return hasData ? StreamedEvent(token: token, type: type.isEmpty ? "message" : type, data: data) : nil
  }

  private mutating func read() {
    let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
    let name = String(decoding: line[..<colon], as: UTF8.self)
    var value = colon < line.endIndex ? line[(colon + 1)...] : []
    if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
    switch name {
    case "event": type = String(decoding: value, as: UTF8.self)
    case "id": if !value.contains(0) { pendingToken = value.isEmpty ? nil : String(decoding: value, as: UTF8.self) }
    case "data":
      if hasData { data.append(10) }
      data.append(contentsOf: value)
      hasData = true
    default: break
    }
  }
}
