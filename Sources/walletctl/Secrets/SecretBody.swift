import JSON
import Sodium
import WalletClient

/// A request's body with a secret in it, which never becomes a text on the way.
struct SecretBody {
  private(set) var bytes: [UInt8]

  /// - Parameters:
  ///   - path: the names around the secret, outermost first: `["card", "number"]`, or `["passphrase"]`.
  ///   - beside: further members of the innermost object.
  ///   - rest: further members of the body.
  init(_ secret: borrowing SecretBytes, at path: [String], beside: JSONObject = JSONObject(), _ rest: JSONObject = JSONObject()) {
    bytes = []
    // Once and large enough: what grows leaves copies behind.
    bytes.reserveCapacity(
      6 * secret.count + 1_024 + JSONValue.object(beside).encode().count + JSONValue.object(rest).encode().count)
    for name in path {
      bytes.append(UInt8(ascii: "{"))
      bytes += JSONValue.string(name).encode()
      bytes.append(UInt8(ascii: ":"))
    }
    bytes.append(UInt8(ascii: "\""))
    secret.withBytes { for byte in $0 { append(escaped: byte) } }
    bytes.append(UInt8(ascii: "\""))
    append(beside)
    for _ in path.dropFirst() { bytes.append(UInt8(ascii: "}")) }
    if path.count > 1 { append(rest) }
    bytes.append(UInt8(ascii: "}"))
  }

  private mutating func append(_ members: JSONObject) {
    for member in members.members {
      bytes.append(UInt8(ascii: ","))
      bytes += JSONValue.string(member.key).encode()
      bytes.append(UInt8(ascii: ":"))
      bytes += member.value.encode()
    }
  }

  private mutating func append(escaped byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
    case 0..<0x20:
      bytes += Array("\\u00".utf8) + [UInt8(ascii: "0") + (byte >> 4), Array("0123456789abcdef".utf8)[Int(byte & 15)]]
    default: bytes.append(byte)
    }
  }
}

extension Session {
  /// Sends a body that holds a secret, and wipes it.
  ///
  /// - Parameter isKeyed: whether it takes this run's idempotency key.
  func post(_ path: String, secret body: consuming SecretBody, isKeyed: Bool) throws(CommandFailure) -> JSONValue {
    var request = ClientRequest(.post, path)
    request.carriesSecrets = true
    request.key = isKeyed ? key : nil
    request.body = body.bytes
    body = SecretBody.nothing
    defer {
      var held = request.body ?? []
      request.body = nil
      wipe(&held)
    }
    let reply = try send(request)
    streams.noteChange()
    if reply.isReplay { note("This was done before under the key '\(key)'; the answer is the one given then.") }
    return try json(reply)
  }
}

extension SecretBody {
  fileprivate static var nothing: SecretBody { SecretBody() }

  private init() { bytes = [] }
}
