import HTTPServer
import LedgerCore
import WalletAPI

/// The key of a request: from the header, from the body, or from both when they agree.
enum IdempotencyKey {
  static let header = "Idempotency-Key"

  /// The header's key, nil without one.
  static func inHeader(_ request: HTTPRequest) throws(Problem) -> Text? {
    guard let value = request.header("idempotency-key") else { return nil }
    guard request.headerCount("idempotency-key") == 1 else {
      throw Problem(.idempotencyKeyInvalid, "The request has more than one \(header) header.", param: header)
    }
    let key = Text(value.array)
    try check(key, param: header)
    return key
  }

  static func choose(header: Text?, body: Text?) throws(Problem) -> Text {
    switch (header, body) {
    case (let key?, nil), (nil, let key?): return key
    case (let one?, let other?):
      guard one == other else {
        throw Problem(
          .idempotencyKeyConflict, "The \(self.header) header and the body's idempotency_key differ; send one of them.",
          param: "idempotency_key")
      }
      return one
    case (nil, nil):
      throw Problem(
        .idempotencyKeyRequired,
        "The request needs a key in the \(self.header) header (or the body's idempotency_key), so that it can be sent again safely.",
        param: self.header)
    }
  }

  /// The key of a batch's item that has none of its own: the batch's, `#`, its index.
  static func ofItem(_ index: Int, in batch: Text) throws(Problem) -> Text {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(batch.count + 6)
    batch.append(to: &bytes)
    bytes.append(contentsOf: "#\(index)".utf8)
    guard bytes.count <= Limits.keyBytes else {
      throw Problem(
        .idempotencyKeyInvalid,
        "The batch's key is too long to make keys for its items from it; use at most \(Limits.keyBytes - 6) bytes.", param: header
      )
    }
    return Text(bytes)
  }

  /// 1 to 255 visible letters of ASCII, spaces only inside.
  static func check(_ key: Text, param: @autoclosure () -> String) throws(Problem) {
    let isValid = key.withBytes { bytes in
      guard let first = bytes.first, let last = bytes.last, bytes.count <= Limits.keyBytes, first != 0x20, last != 0x20 else {
        return false
      }
      for byte in bytes where byte &- 0x20 > 0x5E { return false }
      return true
    }
    guard isValid else {
      throw Problem(
        .idempotencyKeyInvalid, "The key is 1 to \(Limits.keyBytes) visible ASCII characters, spaces only inside.", param: param()
      )
    }
  }
}
