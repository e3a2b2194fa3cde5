import Glibc

extension String {
  /// The system's sentence for an error number.
  init(systemError code: Int32) {
    self = strerror(code).map { String(cString: $0) } ?? "error \(code)"
  }
}

extension BenchFailure {
  /// The failure of the system call that was made last.
  static func system(_ action: String) -> BenchFailure { .system(action, code: errno) }
}
