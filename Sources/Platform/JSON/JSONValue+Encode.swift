extension JSONValue {
  /// The text of the value; members keep their order. `pretty` puts every member and element on a line of its own, indented by
  /// two spaces.
  package func encode(pretty: Bool = false) -> [UInt8] {
    var bytes: [UInt8] = []
    if pretty {
      appendPretty(to: &bytes, indentation: 0)
    } else {
      var writer = JSONWriter()
      write(to: &writer)
      bytes = writer.bytes
    }
    return bytes
  }

  package func write(to writer: inout JSONWriter) {
    switch self {
    case .null: writer.null()
    case .bool(let value): writer.bool(value)
    case .integer(let value): writer.integer(value)
    case .decimal(let literal): writer.raw([UInt8](literal.utf8))
    case .string(let value): writer.string(value)
    case .array(let elements):
      writer.beginArray()
      for element in elements { element.write(to: &writer) }
      writer.endArray()
    case .object(let object):
      writer.beginObject()
      for member in object.members {
        writer.key(member.key)
        member.value.write(to: &writer)
      }
      writer.endObject()
    }
  }

  private func appendPretty(to bytes: inout [UInt8], indentation: Int) {
    switch self {
    case .array(let elements) where !elements.isEmpty:
      Self.appendLines(elements, between: "[", "]", to: &bytes, indentation: indentation) { element, bytes, inner in
        element.appendPretty(to: &bytes, indentation: inner)
      }
    case .object(let object) where !object.isEmpty:
      Self.appendLines(object.members, between: "{", "}", to: &bytes, indentation: indentation) { member, bytes, inner in
        bytes += JSONValue.string(member.key).encode()
        bytes += ": ".utf8
        member.value.appendPretty(to: &bytes, indentation: inner)
      }
    case .null, .bool, .integer, .decimal, .string, .array, .object: bytes += encode()
    }
  }

  private static func appendLines<Item>(
    _ items: [Item], between open: String, _ close: String, to bytes: inout [UInt8], indentation: Int,
    append: (Item, inout [UInt8], Int) -> Void
  ) {
    bytes += open.utf8
    for (index, item) in items.enumerated() {
      bytes += (index == 0 ? "\n" : ",\n").utf8
      bytes += repeatElement(UInt8(ascii: " "), count: indentation + 2)
      append(item, &bytes, indentation + 2)
    }
    bytes += "\n".utf8
    bytes += repeatElement(UInt8(ascii: " "), count: indentation)
    bytes += close.utf8
  }
}
