/// What may be shown of a payment method. Sealed in the file all the same.
package struct MethodDetails: Sendable, Equatable {
  /// The number, account or phone with all but a few characters hidden.
  package var masked: String?
  package var brand: CardBrand?
  package var expiry: CardExpiry?
  package var holder: String?
  package var provider: String?
  package var bank: String?
  package var country: String?
  package var label: String?
  package var mediaType: String?
  /// Bytes of a file.
  package var size: Int?
  /// The platform's own reference for billing.
  package var reference: String?

  package init() {}
}

/// As bytes: a version, then for each field that is there its number, its length and its bytes.
extension MethodDetails {
  private static let version: UInt8 = 1

  var encoded: [UInt8] {
    var bytes = [MethodDetails.version]
    func add(_ field: UInt8, _ text: String?) {
      guard let text else { return }
      bytes.append(field)
      let count = UInt16(truncatingIfNeeded: text.utf8.count)
      bytes.append(UInt8(truncatingIfNeeded: count))
      bytes.append(UInt8(truncatingIfNeeded: count >> 8))
      bytes.append(contentsOf: text.utf8)
    }
    add(1, masked)
    add(2, brand?.rawValue)
    add(3, expiry.map { "\($0.year)-\($0.month)" })
    add(4, holder)
    add(5, provider)
    add(6, bank)
    add(7, country)
    add(8, label)
    add(9, mediaType)
    add(10, size.map(String.init))
    add(11, reference)
    return bytes
  }

  /// Nil for bytes that `encoded` never makes.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.first == MethodDetails.version else { return nil }
    var position = 1
    var last: UInt8 = 0
    while position < bytes.count {
      guard position + 3 <= bytes.count else { return nil }
      let field = bytes[position]
      let end = position + 3 + Int(bytes[position + 1]) + Int(bytes[position + 2]) << 8
      guard end <= bytes.count, field > last else { return nil }
      let text = String(decoding: bytes[position + 3..<end], as: UTF8.self)
      guard take(field, text) else { return nil }
      position = end
      last = field
    }
  }

  private mutating func take(_ field: UInt8, _ text: String) -> Bool {
    switch field {
    case 1: masked = text
    case 2:
      brand = CardBrand(rawValue: text)
      return brand != nil
    case 3:
      let parts = text.split(separator: "-").compactMap { Int($0) }
      guard parts.count == 2 else { return false }
      expiry = CardExpiry(year: parts[0], month: parts[1])
    case 4: holder = text
    case 5: provider = text
    case 6: bank = text
    case 7: country = text
    case 8: label = text
    case 9: mediaType = text
    case 10:
      size = Int(text)
      return size != nil
    case 11: reference = text
    default: return false
    }
    return true
  }
}
