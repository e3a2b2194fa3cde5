import JSON
import LedgerCore
import WalletAPI

extension BodyReader {
  /// The canonical form of metadata that stands alone.
  static func metadata(in object: [UInt8]) throws(Problem) -> Text? {
    let result: Result<Text?, Problem> = object.withUnsafeBufferPointer { input in
      var reader = BodyReader(object, input)
      do throws(Problem) { return .success(try reader.metadata()) } catch { return .failure(error) }
    }
    return try result.get()
  }

  /// A flat object of texts in canonical form: names in the order of their bytes, no white space, one spelling of every escape.
  /// Nil for an empty one, which means the same as none.
  mutating func metadata() throws(Problem) -> Text? {
    let param = path(.metadata)
    var members: [(name: JSONText, value: JSONText)] = []
    do throws(JSONError) { try scanner.beginObject() } catch { throw Problem(error, at: param) }
    while let name = try metadataName(param) {
      guard members.count < Limits.metadataMembers else {
        throw Problem(.metadataTooLarge, "The field '\(param)' has more than \(Limits.metadataMembers) members.", param: param)
      }
      guard !name.isEmpty else {
        throw Problem(.valueEmpty, "A name in '\(param)' is empty.", param: param)
      }
      guard !PlainText.hasControls(name.bytes) else {
        throw Problem(.invalidText, "A name in '\(param)' holds a control character.", param: param)
      }
      let place = "\(param).\(String(name.string.prefix(64)))"
      guard name.count <= Limits.metadataNameBytes else { throw .tooLong(place, most: Limits.metadataNameBytes) }
      let value: JSONText
      do throws(JSONError) { value = try scanner.string() } catch { throw Problem(error, at: place) }
      guard value.count <= Limits.metadataValueBytes else { throw .tooLong(place, most: Limits.metadataValueBytes) }
      members.append((name, value))
    }
    guard !members.isEmpty else { return nil }
    let canonical = Self.canonical(&members)
    guard canonical.count <= Limits.metadataBytes else {
      throw Problem(
        .metadataTooLarge, "The field '\(param)' is \(canonical.count) bytes long; it may have \(Limits.metadataBytes).",
        param: param)
    }
    return Text(canonical)
  }

  private mutating func metadataName(_ param: String) throws(Problem) -> JSONText? {
    do throws(JSONError) { return try scanner.nextKey() } catch { throw Problem(error, at: param) }
  }

  private static func canonical(_ members: inout [(name: JSONText, value: JSONText)]) -> [UInt8] {
    members.sort { $0.name.bytes.lexicographicallyPrecedes($1.name.bytes) }
    var writer = JSONWriter(capacity: 64)
    writer.beginObject()
    for (name, value) in members {
      writer.key(name.string)
      writer.string(value)
    }
    writer.endObject()
    return writer.bytes
  }
}
