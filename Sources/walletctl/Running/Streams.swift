import Glibc
import Sodium

/// Where a command writes and asks. Data go to `out`, everything else to `remarks`.
protocol Streams: AnyObject {
  var isOutTerminal: Bool { get }
  var isRemarksTerminal: Bool { get }
  /// Whether somebody can answer a question.
  var canAsk: Bool { get }
  func out(_ text: String)
  func out(bytes: [UInt8])
  func remark(_ text: String)
  /// A line of an answer; nil at the end.
  func answer() -> String?
  /// A line that is not shown while it is typed; nil at the end.
  func secretAnswer() -> SecretBytes?
  func flush()
  /// Whether somebody still reads what is written to `out`; to be asked while nothing is written.
  var isOutOpen: Bool { get }
  /// The daemon has made the change it was asked for: an output that fails from now on says so.
  func noteChange()
  /// Takes a directory away when the program ends because nobody reads its output any more, where no `defer` is reached.
  func removeAtEnd(_ directory: String)
}

/// Standard output and standard error.
final class StandardStreams: Streams {
  private var buffer: [UInt8] = []
  private var hasChanged = false
  private var temporary: [String] = []

  var isOutTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
  var isRemarksTerminal: Bool { isatty(STDERR_FILENO) == 1 }
  var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isRemarksTerminal }

  func out(_ text: String) { out(bytes: Array(text.utf8)) }

  func out(bytes: [UInt8]) {
    buffer += bytes
    if buffer.count > 65_536 { flush() }
  }

  func remark(_ text: String) {
    flush()
    StandardStreams.write(Array(text.utf8), to: STDERR_FILENO)
  }

  func answer() -> String? { readLine() }

  func secretAnswer() -> SecretBytes? { SecretLine.read() }

  func flush() {
    let bytes = buffer
    buffer.removeAll(keepingCapacity: true)
    guard !StandardStreams.write(bytes, to: STDOUT_FILENO) else { return }
    let code = errno
    for directory in temporary { Files.removeTree(directory) }
    // A reader that went away (`| head`) is no error of ours.
    guard code != EPIPE else { _exit(ExitCode.done.rawValue) }
    let change = hasChanged ? "; the change was made, only showing it failed" : ""
    let message = "walletctl: cannot write the output: \(String(cString: strerror(code)))\(change)\n"
    StandardStreams.write(Array(message.utf8), to: STDERR_FILENO)
    _exit(ExitCode.error.rawValue)
  }

  /// A pipe that nobody reads any more says so without being written to.
  var isOutOpen: Bool {
    var polled = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
    return poll(&polled, 1, 0) <= 0 || Int32(polled.revents) & (POLLERR | POLLNVAL) == 0
  }

  func noteChange() { hasChanged = true }

  func removeAtEnd(_ directory: String) { temporary.append(directory) }

  @discardableResult
  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      written += count
    }
    return true
  }
}
