import Testing

@testable import Sodium

@Suite struct `SHA-512` {
  /// FIPS 180-4, and the empty message.
  @Test(
    arguments: [
      ("abc", "ddaf35a193617abacc417349ae204131", "2a9ac94fa54ca49f"),
      ("", "cf83e1357eefb8bdf1542850d66d8007", "a538327af927da3e"),
    ])
  func `is that of the standard`(message: String, begin: String, end: String) {
    let text = SHA512.of(Array(message.utf8)).map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
    #expect(text.count == 128 && text.hasPrefix(begin) && text.hasSuffix(end), "\(text)")
  }
}
