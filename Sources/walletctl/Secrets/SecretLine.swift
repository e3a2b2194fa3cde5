import Glibc
import Sodium

/// A line typed on a terminal that does not show it.
enum SecretLine {
  private static let mostBytes = 4_096

  /// Nil at the end of input.
  static func read() -> SecretBytes? {
    var shown = termios()
    let isTerminal = tcgetattr(STDIN_FILENO, &shown) == 0
    if isTerminal {
      var hidden = shown
      hidden.c_lflag &= ~tcflag_t(ECHO)
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
    }
    defer {
      if isTerminal {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
        _ = "\n".withCString { write(STDERR_FILENO, $0, 1) }
      }
    }
    var length = 0
    var isAtEnd = false
    let line = SecretBytes(count: mostBytes) { bytes in
      while length < bytes.count {
        let count = Glibc.read(STDIN_FILENO, bytes.baseAddress?.advanced(by: length), 1)
        if count < 0, errno == EINTR, !Interruption.isAsked { continue }
        guard count == 1 else {
          isAtEnd = length == 0
          return
        }
        if bytes[length] == UInt8(ascii: "\n") { return }
        length += 1
      }
    }
    return isAtEnd || Interruption.isAsked ? nil : line.prefix(length)
  }
}
