import Glibc

/// How long the calling thread was ready to run and had to wait for a processor, as the kernel counts it.
enum RunDelay {
  /// 0 where the kernel does not say.
  static var nanoseconds: Int64 {
    let file = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return 0 }
    defer { close(file) }
    // Time on a processor, time waiting for one, and how often: three numbers.
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 96) { buffer in
      let count = read(file, buffer.baseAddress, buffer.count)
      guard count > 0 else { return 0 }
      return second(of: UnsafeBufferPointer(rebasing: buffer[..<count]))
    }
  }

  static func second(of text: some Sequence<UInt8>) -> Int64 {
    var value: Int64 = 0
    var field = 0
    for byte in text {
      if byte == UInt8(ascii: " ") {
        field += 1
        if field == 2 { break }
      } else if field == 1, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
        value = value &* 10 &+ Int64(byte - UInt8(ascii: "0"))
      }
    }
    return value
  }
}
