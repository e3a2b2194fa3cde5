/// The six types of JSON values.
package enum JSONType: Equatable, Sendable, CaseIterable {
  case object, array, string, number, bool, null

  /// With its article, as error sentences use it: "an object", "a string".
  package var phrase: String {
    switch self {
    case .object: "an object"
    case .array: "an array"
    case .string: "a string"
    case .number: "a number"
    case .bool: "true or false"
    case .null: "null"
    }
  }
}
