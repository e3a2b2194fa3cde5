/// A JSON value as a tree: for cold endpoints, clients and tests. Hot paths use `JSONScanner` and `JSONWriter`.
package enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  /// A number without fraction and exponent that fits 64 bits.
  case integer(Int64)
  /// Any other number, as the literal it was written with: never a floating-point value. Two literals of one value differ.
  case decimal(String)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)

  package var type: JSONType {
    switch self {
    case .null: .null
    case .bool: .bool
    case .integer, .decimal: .number
    case .string: .string
    case .array: .array
    case .object: .object
    }
  }
}

/// The value, if it is of that type.
extension JSONValue {
  package var isNull: Bool { self == .null }

  package var boolValue: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  package var integerValue: Int64? {
    if case .integer(let value) = self { value } else { nil }
  }

  package var stringValue: String? {
    if case .string(let value) = self { value } else { nil }
  }

  package var arrayValue: [JSONValue]? {
    if case .array(let value) = self { value } else { nil }
  }

  package var objectValue: JSONObject? {
    if case .object(let value) = self { value } else { nil }
  }

  /// The member of an object; nil for a missing key and for what is no object.
  package subscript(key: String) -> JSONValue? {
    objectValue?[key]
  }

  /// The element of an array; nil beyond its end and for what is no array.
  package subscript(index: Int) -> JSONValue? {
    guard let elements = arrayValue, elements.indices.contains(index) else { return nil }
    return elements[index]
  }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByStringLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(nilLiteral: ()) { self = .null }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(integerLiteral value: Int64) { self = .integer(value) }
  package init(stringLiteral value: String) { self = .string(value) }
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  package init(dictionaryLiteral members: (String, JSONValue)...) { self = .object(JSONObject(members)) }
}

extension JSONValue: CustomStringConvertible {
  /// The compact text of the value.
  package var description: String { String(decoding: encode(), as: UTF8.self) }
}
