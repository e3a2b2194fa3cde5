import JSON
package import LedgerCore

/// The member `channel` of metadata: what a platform groups its events by, such as `order:{store}`.
package enum Channel {
  private static let name: StaticString = "\"channel\":"

  /// Nil where there is none. Metadata are a flat object of texts, stored in canonical form.
  package static func of(_ metadata: Text?) -> Text? {
    // Most have none, and need not be read to know it.
    guard let metadata, mayHold(metadata) else { return nil }
    let bytes = metadata.withBytes { [UInt8]($0) }
    do throws(JSONError) {
      return try withJSONScanner(bytes) { (scanner) throws(JSONError) -> Text? in
        try scanner.beginObject()
        while let key = try scanner.nextKey() {
          let isChannel = key == "channel"
          let value = try scanner.string()
          if isChannel { return Text(value.array) }
        }
        return nil
      }
    } catch {
      return nil
    }
  }

  private static func mayHold(_ metadata: Text) -> Bool {
    metadata.withBytes { bytes in
      let wanted = name.utf8CodeUnitCount
      guard bytes.count >= wanted else { return false }
      for start in 0...(bytes.count - wanted) where bytes[start] == name.utf8Start[0] {
        var index = 1
        while index < wanted, bytes[start + index] == name.utf8Start[index] { index += 1 }
        if index == wanted { return true }
      }
      return false
    }
  }
}
