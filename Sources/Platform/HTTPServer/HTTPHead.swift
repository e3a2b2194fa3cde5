/// The head of one request: its bytes, and where in them each part stands.
package struct HTTPHead: Sendable {
  /// Places in the head as 16-bit numbers: heads are shorter than 64 KiB.
  struct Span: Sendable, Equatable {
    let start: UInt16
    let end: UInt16

    init(_ start: Int, _ end: Int) {
      self.start = UInt16(start)
      self.end = UInt16(end)
    }
  }

  struct Field: Sendable, Equatable {
    let name: Span
    let value: Span
  }

  package let method: HTTPMethod
  let bytes: [UInt8]
  let pathSpan: Span
  let querySpan: Span?
  let fields: [Field]
  let isHTTP10: Bool
  /// Whether the connection may carry another request after this one.
  let keepsAlive: Bool

  package var path: HTTPText { text(pathSpan) }
  package var query: HTTPText? { querySpan.map(text) }

  /// All headers in their order, names as sent.
  package var headers: [(name: HTTPText, value: HTTPText)] {
    fields.map { (text($0.name), text($0.value)) }
  }

  package func header(_ name: StaticString) -> HTTPText? {
    for field in fields where matches(field.name, name) { return text(field.value) }
    return nil
  }

  package func headerCount(_ name: StaticString) -> Int {
    fields.count { matches($0.name, name) }
  }

  private func text(_ span: Span) -> HTTPText {
    HTTPText(bytes[Int(span.start)..<Int(span.end)])
  }

  func matches(_ span: Span, _ name: StaticString) -> Bool {
    guard Int(span.end - span.start) == name.utf8CodeUnitCount else { return false }
    return bytes.withUnsafeBufferPointer { bytes in
      HTTPGrammar.isSame(UnsafeBufferPointer(rebasing: bytes[Int(span.start)..<Int(span.end)]), name)
    }
  }
}
