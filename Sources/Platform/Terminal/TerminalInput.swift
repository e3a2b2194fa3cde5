/// What comes from a terminal.
package enum TerminalInput: Equatable, Sendable {
  case key(Key)
  case click(column: Int, row: Int)
  /// Lines up (negative) or down.
  case wheel(Int, column: Int, row: Int)
  case resized(TerminalSize)
  /// Ctrl-C.
  case interrupted
  /// SIGTERM, or the terminal is gone.
  case terminated
  /// Back after Ctrl-Z and `fg`: what is on the screen is not ours any more.
  case resumed
  /// Somebody wrote to the waker.
  case woken

  package enum Key: Hashable, Sendable {
    case character(Unicode.Scalar)
    /// Ctrl and a lower-case letter.
    case control(Unicode.Scalar)
    case enter, escape, tab, backTab, backspace, delete
    case up, down, left, right, home, end, pageUp, pageDown
    case function(Int)
  }
}
