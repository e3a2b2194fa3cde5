/// Why a text is not the JSON that was asked for, and where.
///
/// The sentence is fit for a caller's eyes: it names what was expected and the place, and never quotes more of the input than
/// one short key.
package struct JSONError: Error, Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    /// The grammar is broken.
    case syntax
    /// The text ends in the middle of a value.
    case truncated
    /// Something other than white space follows the value.
    case trailingBytes
    /// A string holds bytes that are not UTF-8.
    case invalidUTF8
    /// A string holds an escape that does not exist, or half of a surrogate pair.
    case invalidEscape
    /// A string holds a control character that is not escaped.
    case controlCharacter
    /// An object names one key twice.
    case duplicateKey
    /// Objects and arrays are nested deeper than the limit.
    case tooDeep
    /// The value is well-formed and of another type.
    case wrongType(expected: JSONType, found: JSONType)
    /// A number with a fraction or an exponent stands where an integer must (`1.0` and `1e3` too).
    case notAnInteger
    /// An integer does not fit 64 signed bits.
    case integerOutOfRange
  }

  package let kind: Kind
  package let position: JSONPosition
  /// What is wrong, without the place: "expected ',' or '}' after a member".
  package let reason: String

  package init(_ kind: Kind, at position: JSONPosition, reason: String) {
    self.kind = kind
    self.position = position
    self.reason = reason
  }

  package var offset: Int { position.offset }
  package var line: Int { position.line }
  package var column: Int { position.column }
}

extension JSONError: CustomStringConvertible {
  /// "expected ',' or '}' after a member, at line 3, column 9"
  package var description: String { "\(reason), at line \(line), column \(column)" }
}
