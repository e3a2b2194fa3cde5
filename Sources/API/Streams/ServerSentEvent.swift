import Events
import JSON
import LedgerCore

/// What a stream consists of (https://html.spec.whatwg.org/multipage/server-sent-events.html): frames of fields, each ended by an empty line.
enum ServerSentEvent {
  static let contentType: StaticString = "text/event-stream"
  /// The names of frames that are no events.
  static let ready = "ready"
  static let end = "end"

  /// An event, with the token to go on behind it.
  static func append(_ type: EventType, id: StreamToken, _ json: [UInt8], to bytes: inout [UInt8]) {
    append("id: ", id.text, to: &bytes)
    append("event: ", type.rawValue, to: &bytes)
    bytes.append(contentsOf: "data: ".utf8)
    // JSON as it is written here has no line breaks.
    bytes.append(contentsOf: json)
    bytes.append(contentsOf: "\n\n".utf8)
  }

  /// What comes first: the reader is connected, and knows where it begins.
  static func ready(at token: StreamToken, heartbeat: Int64) -> [UInt8] {
    var bytes: [UInt8] = []
    append("retry: ", "1000", to: &bytes)
    append("id: ", token.text, to: &bytes)
    append("event: ", ready, to: &bytes)
    append("data: ", #"{"heartbeat_seconds":\#(max(1, heartbeat / 1_000_000))}"#, to: &bytes)
    bytes.append(10)
    return bytes
  }

  /// A comment; with a token the reader's place moves on although nothing for it has happened.
  static func heartbeat(at token: StreamToken?) -> [UInt8] {
    var bytes = Array(": heartbeat\n".utf8)
    if let token { append("id: ", token.text, to: &bytes) }
    bytes.append(10)
    return bytes
  }

  /// Why the stream ends, as its last frame.
  static func end(_ end: StreamEnd) -> [UInt8] {
    var bytes: [UInt8] = []
    append("event: ", ServerSentEvent.end, to: &bytes)
    append("data: ", #"{"reason":"\#(end.rawValue)","detail":"\#(end.detail)"}"#, to: &bytes)
    bytes.append(10)
    return bytes
  }

  private static func append(_ field: StaticString, _ value: String, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: field.utf8Start, count: field.utf8CodeUnitCount))
    bytes.append(contentsOf: value.utf8)
    bytes.append(10)
  }
}

/// Why the daemon ends a stream. The raw value is on the wire.
package enum StreamEnd: String, Sendable, CaseIterable {
  case stalled, stopping
  case keyRevoked = "key_revoked"
  case keyExpired = "key_expired"
  case tenantSuspended = "tenant_suspended"
  case tenantClosed = "tenant_closed"
  case tenantDeleted = "tenant_deleted"

  /// One sentence for people, with what to do. No character in it needs an escape.
  var detail: String {
    switch self {
    case .stalled:
      "The reader did not take what it was sent for too long; connect again with the last id as Last-Event-ID, and nothing is missing."
    case .stopping: "The daemon is stopping; connect again with the last id as Last-Event-ID when it is back."
    case .keyRevoked: "The API key was revoked; connect again with another one."
    case .keyExpired: "The API key has expired; connect again with the one that follows it."
    case .tenantSuspended: "The tenant was suspended; its keys are refused until an administrator resumes it."
    case .tenantClosed: "The tenant was closed: nothing in it changes any more. GET /v1/events lists what was."
    case .tenantDeleted: "The tenant was deleted."
    }
  }

  /// Whether connecting again can help.
  package var mayReconnect: Bool {
    switch self {
    case .stalled, .stopping: true
    case .keyRevoked, .keyExpired, .tenantSuspended, .tenantClosed, .tenantDeleted: false
    }
  }
}
