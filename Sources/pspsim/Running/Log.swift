import Glibc

/// Lines on standard error.
struct Log: Sendable {
  let isVerbose: Bool

  func line(_ text: String) {
    let bytes = Array("pspsim: \(text)\n".utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
  }

  func debug(_ text: @autoclosure () -> String) {
    if isVerbose { line(text()) }
  }
}
