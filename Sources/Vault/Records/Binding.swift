import LedgerCore

/// Fields as bytes in which no two lists of fields look the same: for what is bound into a seal, and for keyed hashes.
struct Binding {
  private(set) var bytes: [UInt8]

  /// `domain` tells one use from all others.
  init(_ domain: StaticString) {
    bytes = []
    bytes.reserveCapacity(192)
    bytes.append(contentsOf: UnsafeBufferPointer(start: domain.utf8Start, count: domain.utf8CodeUnitCount))
    bytes.append(0)
  }

  mutating func add(_ value: Int64) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func add(optional value: Int64?) {
    bytes.append(value == nil ? 0 : 1)
    if let value { add(value) }
  }

  mutating func add<E>(_ id: ID<E>) {
    withUnsafeBytes(of: id.rawValue.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func add(_ blob: [UInt8]) {
    add(Int64(blob.count))
    bytes.append(contentsOf: blob)
  }

  mutating func add(optional blob: [UInt8]?) {
    bytes.append(blob == nil ? 0 : 1)
    if let blob { add(blob) }
  }

  mutating func add(_ text: String) {
    add(Int64(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  mutating func add(optional text: String?) {
    bytes.append(text == nil ? 0 : 1)
    if let text { add(text) }
  }
}
