import Sodium

/// Card numbers that brands and payment providers publish for testing: no account is behind any of them.
enum TestCards {
  static let numbers: [StaticString] = [
    "4111111111111111", "4242424242424242", "4000056655665556", "4012888888881881", "4000000000000002", "4000000000009995",
    "4000000000001091", "4000000000000101", "4222222222222", "4811111111111114", "4911111111111113", "4411111111111118",
    "5555555555554444", "5105105105105100", "5200828282828210", "2223003122003222", "5211111111111117", "5111111111111118",
    "378282246310005", "371449635398431", "6011111111111117", "6011000990139424", "3530111333300000", "3566002020360505",
    "30569309025904", "38520000023237", "6200000000000005",
  ]

  static func has(_ number: UnsafeRawBufferPointer) -> Bool {
    numbers.contains { number.elementsEqual(UnsafeBufferPointer(start: $0.utf8Start, count: $0.utf8CodeUnitCount)) }
  }
}

extension NewMethod {
  /// Whether it is a card that brands and providers publish for testing.
  package var isTestCard: Bool { kind == .card && secret.withBytes { TestCards.has($0) } }
}
