import JSON
import LedgerCore

/// How values look on the wire.
extension JSONWriter {
  mutating func id<E: Entity>(_ id: ID<E>) {
    string(most: ID<E>.textLength) { target in
      id.write(to: target)
      return ID<E>.textLength
    }
  }

  mutating func time(_ time: Timestamp) {
    string(most: Timestamp.textLength) { target in
      time.write(to: target)
      return Timestamp.textLength
    }
  }

  mutating func currency(_ currency: Currency) {
    let letters = currency.rawValue
    string(most: 3) { target in
      target[0] = UInt8(truncatingIfNeeded: letters >> 16)
      target[1] = UInt8(truncatingIfNeeded: letters >> 8)
      target[2] = UInt8(truncatingIfNeeded: letters)
      return 3
    }
  }

  mutating func text(_ text: Text) {
    text.withBytes { bytes in
      bytes.withMemoryRebound(to: UInt8.self) { string($0) }
    }
  }

  mutating func textOrNull(_ text: Text?) {
    if let text { self.text(text) } else { null() }
  }

  /// Metadata are stored as the JSON they are written as.
  mutating func metadata(_ metadata: Text?) {
    guard let metadata else { return raw("{}") }
    var bytes: [UInt8] = []
    metadata.append(to: &bytes)
    raw(bytes)
  }

  mutating func balance(_ counters: Counters, _ side: NormalSide) {
    beginObject()
    key("posted")
    integer(counters.posted(on: side))
    key("available")
    integer(counters.available(on: side))
    endObject()
  }

  /// An integer that may be larger than 64 bits.
  mutating func sum(_ value: Int128) { raw(Array(String(value).utf8)) }

  mutating func hex(_ value: [UInt8]) {
    string(plain: { bytes in
      for byte in value {
        bytes.append(Self.hexDigits.utf8Start[Int(byte >> 4)])
        bytes.append(Self.hexDigits.utf8Start[Int(byte & 15)])
      }
    })
  }

  private static var hexDigits: StaticString { "0123456789abcdef" }
}

extension NormalSide {
  var name: StaticString {
    switch self {
    case .debit: "debit"
    case .credit: "credit"
    }
  }
}

extension PostingKind {
  var name: StaticString {
    switch self {
    case .post: "post"
    case .hold: "hold"
    case .capture: "capture"
    case .release: "release"
    case .expiry: "expiry"
    }
  }
}

extension AccountClass {
  var name: StaticString {
    switch self {
    case .asset: "asset"
    case .liability: "liability"
    case .equity: "equity"
    case .revenue: "revenue"
    case .expense: "expense"
    }
  }
}
