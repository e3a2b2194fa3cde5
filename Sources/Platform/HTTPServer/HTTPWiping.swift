// Requests and replies may hold secrets: card numbers, passphrases, API keys. What the server has read is zeroed as soon as it has been
// used, or thrown away, so that it lies in no freed memory: the read buffer after each read, waiting input when it is consumed, a body
// that is not finished, and every array that a longer one has taken the place of. A body that was handed over is the handler's to wipe
// (`HTTPRequest.wipeBody`); an Authorization header is wiped with its request.

import CLinux
import Glibc

extension [UInt8] {
  /// Zeroes the bytes and forgets them. Only for arrays that nobody shares.
  mutating func wipe() {
    withUnsafeMutableBytes { if let start = $0.baseAddress { linux_wipe(start, $0.count) } }
    self = []
  }

  /// Appends, and leaves nothing behind in memory that has become too small.
  mutating func appendWiping(_ bytes: UnsafeBufferPointer<UInt8>) {
    if count > 0, capacity - count < bytes.count {
      var larger: [UInt8] = []
      larger.reserveCapacity(Swift.max(2 * count, count + bytes.count))
      larger += self
      wipe()
      self = larger
    }
    append(contentsOf: bytes)
  }

  /// Zeroes the bytes where they lie, for whoever holds them: their last use is over.
  func wipeInPlace(_ range: Range<Int>) {
    withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress, !range.isEmpty else { return }
      linux_wipe(UnsafeMutableRawPointer(mutating: start + range.lowerBound), range.count)
    }
  }
}

extension HTTPRequest {
  /// Zeroes the body where it lies. Nothing that was cut from it may be used any more.
  package func wipeBody() { body.wipeInPlace(0..<body.count) }
}

extension HTTPHead {
  /// Zeroes what proves who is calling.
  func wipeCredentials() {
    for field in fields where matches(field.name, "authorization") {
      bytes.wipeInPlace(Int(field.value.start)..<Int(field.value.end))
    }
  }
}
