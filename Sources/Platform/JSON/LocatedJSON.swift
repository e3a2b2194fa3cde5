/// A JSON value that remembers where each part of it stands: for configuration files.
package struct LocatedJSON: Sendable {
  package struct Member: Sendable {
    package let key: String
    package let keyPosition: JSONPosition
    package let value: LocatedJSON
  }

  package enum Content: Sendable {
    /// Anything but an array or an object.
    case scalar(JSONValue)
    case array([LocatedJSON])
    case object([Member])
  }

  /// Where its first byte stands.
  package let position: JSONPosition
  package let content: Content

  /// The value without the places.
  package var value: JSONValue {
    switch content {
    case .scalar(let value): value
    case .array(let elements): .array(elements.map(\.value))
    case .object(let members):
      .object(JSONObject(unique: members.map { JSONObject.Member(key: $0.key, value: $0.value.value) }))
    }
  }

  package var type: JSONType {
    switch content {
    case .scalar(let value): value.type
    case .array: .array
    case .object: .object
    }
  }

  /// The members of an object in their order; nil for any other type.
  package var members: [Member]? {
    if case .object(let members) = content { members } else { nil }
  }

  /// The elements of an array; nil for any other type.
  package var elements: [LocatedJSON]? {
    if case .array(let elements) = content { elements } else { nil }
  }

  /// The member of an object; nil for a missing key and for what is no object.
  package subscript(key: String) -> LocatedJSON? {
    members?.first { $0.key == key }?.value
  }
}
