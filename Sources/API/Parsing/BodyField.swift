import JSON

/// The fields that mutations take, by their names on the wire. The raw value is the field's bit in a set.
enum BodyField: UInt8, CaseIterable {
  case type, key, idempotencyKey
  case debit, credit, amount, currency, balancing
  case reference, effectiveAt, metadata
  case expiresIn, hold, final, transaction, postings
  case code, accountClass, normalSide, limit, managedBy
  case sides, name, directory, atomic, items
  case to

  var name: StaticString {
    switch self {
    case .type: "type"
    case .key: "key"
    case .idempotencyKey: "idempotency_key"
    case .debit: "debit"
    case .credit: "credit"
    case .amount: "amount"
    case .currency: "currency"
    case .balancing: "balancing"
    case .reference: "reference"
    case .effectiveAt: "effective_at"
    case .metadata: "metadata"
    case .expiresIn: "expires_in"
    case .hold: "hold"
    case .final: "final"
    case .transaction: "transaction"
    case .postings: "postings"
    case .code: "code"
    case .accountClass: "class"
    case .normalSide: "normal_side"
    case .limit: "limit"
    case .managedBy: "managed_by"
    case .sides: "sides"
    case .name: "name"
    case .directory: "directory"
    case .atomic: "atomic"
    case .items: "items"
    case .to: "to"
    }
  }

  /// By length and letters: faster than a dictionary for so few names.
  init?(_ text: JSONText) {
    let field: BodyField
    switch text.count {
    case 2: field = .to
    case 3: field = .key
    case 4:
      switch text.bytes[0] {
      case UInt8(ascii: "t"): field = .type
      case UInt8(ascii: "h"): field = .hold
      case UInt8(ascii: "c"): field = .code
      default: field = .name
      }
    case 5:
      switch text.bytes[0] {
      case UInt8(ascii: "d"): field = .debit
      case UInt8(ascii: "f"): field = .final
      case UInt8(ascii: "c"): field = .accountClass
      case UInt8(ascii: "l"): field = .limit
      case UInt8(ascii: "s"): field = .sides
      default: field = .items
      }
    case 6:
      switch text.bytes[1] {
      case UInt8(ascii: "r"): field = .credit
      case UInt8(ascii: "m"): field = .amount
      default: field = .atomic
      }
    case 8:
      switch text.bytes[0] {
      case UInt8(ascii: "c"): field = .currency
      case UInt8(ascii: "m"): field = .metadata
      default: field = .postings
      }
    case 9:
      switch text.bytes[0] {
      case UInt8(ascii: "r"): field = .reference
      case UInt8(ascii: "b"): field = .balancing
      default: field = .directory
      }
    case 10: field = text.bytes[0] == UInt8(ascii: "e") ? .expiresIn : .managedBy
    case 11: field = text.bytes[0] == UInt8(ascii: "t") ? .transaction : .normalSide
    case 12: field = .effectiveAt
    case 15: field = .idempotencyKey
    default: return nil
    }
    guard text == field.name else { return nil }
    self = field
  }
}

/// A set of fields in one word.
struct BodyFields: OptionSet {
  let rawValue: UInt32

  init(rawValue: UInt32) { self.rawValue = rawValue }

  init(_ fields: BodyField...) {
    rawValue = fields.reduce(0) { $0 | 1 << UInt32($1.rawValue) }
  }

  func contains(_ field: BodyField) -> Bool { rawValue & 1 << UInt32(field.rawValue) != 0 }
  mutating func insert(_ field: BodyField) { self = BodyFields(rawValue: rawValue | 1 << UInt32(field.rawValue)) }

  /// The first in the order of declaration.
  var first: BodyField? { rawValue == 0 ? nil : BodyField(rawValue: UInt8(truncatingIfNeeded: rawValue.trailingZeroBitCount)) }

  static let details = BodyFields(.reference, .effectiveAt, .metadata)
  static let posting = BodyFields(.debit, .credit, .amount, .currency, .balancing)
  static let opening = BodyFields(.code, .currency, .accountClass, .normalSide, .limit, .managedBy, .metadata)
}
