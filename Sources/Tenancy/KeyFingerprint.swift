/// 128 bits that stand for a key that was sent: made under a key of this process, so that nobody else can make them or go back from them.
package struct KeyFingerprint: Sendable {
  private let high: UInt64
  private let low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// In the same time wherever they differ.
  package static func == (one: KeyFingerprint, other: KeyFingerprint) -> Bool {
    (one.high ^ other.high) | (one.low ^ other.low) == 0
  }
}

extension KeyFingerprint: CustomStringConvertible {
  package var description: String { "KeyFingerprint(…)" }
}
