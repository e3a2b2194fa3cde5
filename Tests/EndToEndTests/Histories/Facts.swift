import JSON

/// A reply as a flat list of what it states: `postings.0.debit_balance.posted` → `70`.
///
/// Sentences, times and what is empty are left out; ids are shown by what they address (`txn#17`), and the moment inside of each is kept
/// apart: an id must always be the same.
struct Facts {
  private(set) var list: [String: String] = [:]
  /// The moments in ids, by kind and number.
  private(set) var moments: [String: UInt64] = [:]
  /// The 24 bits that all ids of a ledger share.
  private(set) var tags: Set<UInt64> = []

  init(_ body: [UInt8]) throws { add(try JSONValue.parse(body), at: "") }

  private static let passedOver: Set<String> = [
    "title", "detail", "request_id", "metadata", "cursor", "opened_at", "posted_at", "effective_at", "placed_at", "tenant",
    "seal",
    "seal_number", "signed_at", "public_key", "signature",
  ]

  private mutating func add(_ value: JSONValue, at path: String) {
    func below(_ name: String) -> String { path.isEmpty ? name : path + "." + name }
    switch value {
    case .null: return
    case .bool(let bool): list[path] = "\(bool)"
    case .integer(let integer): list[path] = "\(integer)"
    case .decimal(let text): list[path] = text
    case .string(let text): list[path] = id(text) ?? text
    case .array(let elements): for (index, element) in elements.enumerated() { add(element, at: below("\(index)")) }
    case .object(let object):
      let isProblem = object["code"] != nil && object["title"] != nil
      for member in object.members where !Facts.passedOver.contains(member.key) && !(isProblem && member.key == "type") {
        add(member.value, at: below(member.key))
      }
    }
  }

  private mutating func id(_ text: String) -> String? {
    guard let id = Address(text) else { return nil }
    tags.insert(id.tag)
    moments[id.name] = id.time
    return id.name
  }
}

/// What an id addresses, read from its text alone: docs/internals/ledger-file.md.
struct Address {
  let prefix: Substring
  let time: UInt64
  let tag: UInt64
  let number: Int64

  var name: String { "\(prefix)#\(number)" }

  private static let digits: [UInt8: UInt128] = Dictionary(
    uniqueKeysWithValues: zip("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8, 0...))
  private static let prefixes: Set<Substring> = ["acc", "txn", "pst", "hold"]

  init?(_ text: String) {
    guard 30...31 ~= text.utf8.count else { return nil }
    let parts = text.split(separator: "_", maxSplits: 1)
    guard parts.count == 2, parts[1].utf8.count == 26, Address.prefixes.contains(parts[0]) else { return nil }
    var value: UInt128 = 0
    for character in parts[1].utf8 {
      guard let digit = Address.digits[character] else { return nil }
      value = value << 5 | digit
    }
    prefix = parts[0]
    time = UInt64(truncatingIfNeeded: value >> 64)
    tag = UInt64(truncatingIfNeeded: value >> 40) & 0xff_ffff
    number = Int64(truncatingIfNeeded: value & 0xff_ffff_ffff)
  }
}
