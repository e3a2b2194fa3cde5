import Glibc

/// How often the disk under `path` can be told to keep 4 KiB: what any durable commit costs at least.
enum FsyncRate {
  static func measure(path: String, nanoseconds: UInt64) throws -> (Throughput, Histogram) {
    let file = open(path, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw BenchFailure.system("cannot create \(path)") }
    defer { close(file) }
    let page = [UInt8](repeating: 0x5a, count: 4_096)
    var result = Throughput()
    var latencies = Histogram()
    let start = Clock.now
    var last = start
    repeat {
      guard write(file, page, page.count) == page.count else { throw BenchFailure.system("cannot write \(path)") }
      guard fsync(file) == 0 else { throw BenchFailure.system("cannot fsync \(path)") }
      let now = Clock.now
      latencies.record(now - last)
      last = now
      result.operations += 1
      try Interruption.check()
    } while last - start < nanoseconds
    result.nanoseconds = last - start
    return (result, latencies)
  }
}
