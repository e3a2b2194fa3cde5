import Sodium

/// What Midtrans signs its webhooks with. It does not cover the transaction's status: that is how the real one is.
enum MidtransSignature {
  /// Lower-case hexadecimal SHA-512 of the four texts as they stand in the body.
  static func text(order: String, statusCode: String, grossAmount: String, serverKey: String) -> String {
    hexadecimal(SHA512.of(Array((order + statusCode + grossAmount + serverKey).utf8)))
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { byte in String(UInt16(byte) + 256, radix: 16).dropFirst() }.joined()
  }
}
