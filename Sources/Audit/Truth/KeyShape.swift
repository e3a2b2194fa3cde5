/// What an idempotency key and the fingerprint of its request look like.
enum KeyShape {
  /// Bytes of one field in a fingerprint.
  private static let entryBytes = 6

  struct Fault {
    let subject: String
    let expected: String
    let found: String
  }

  static func fault(_ row: RowBuffer, key: Int, request: Int) -> Fault? {
    guard row.isNull(key) == row.isNull(request) else {
      return Fault(
        subject: "request", expected: row.isNull(key) ? "NULL, for there is no key" : "the fingerprint of the key's request",
        found: row.isNull(request) ? "NULL" : "\(row.bytes(request).count) bytes")
    }
    guard !row.isNull(key) else { return nil }
    guard !row.bytes(key).isEmpty else { return Fault(subject: "key", expected: "1 to 255 bytes", found: "empty") }
    let count = row.bytes(request).count
    guard count > 0, count % entryBytes == 0 else {
      return Fault(subject: "request", expected: "six bytes for each field", found: "\(count) bytes")
    }
    return nil
  }
}
