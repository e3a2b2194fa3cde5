import CNcurses
import Glibc
import Synchronization

/// The way back to a usable terminal when the program ends in any other way than through `Terminal.close`: a trap, an abort, an impatient
/// second Ctrl-C. What must be written is prepared while all is well; a signal handler then only writes it and puts the line settings back.
enum TerminalRescue {
  private static let room = 512
  // Written by `arm` before `isArmed` is set, read by handlers after it: never at the same time.
  nonisolated(unsafe) private static let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: room)
  nonisolated(unsafe) private static let settings = UnsafeMutablePointer<termios>.allocate(capacity: 1)
  private static let count = Atomic<Int>(0)
  private static let isArmed = Atomic<Bool>(false)
  private static let fatal = [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT, SIGQUIT]

  /// Remembers how the terminal is to be left. Call after ncurses knows it.
  static func arm(_ original: termios) {
    settings.initialize(to: original)
    // Attributes off, the mouse off, keypad off, the cursor shown, the other screen back.
    let capabilities = ["sgr0", "op", "rmkx", "cnorm", "rmcup"].compactMap(capability)
    let text = Array("\u{1B}[?1000l\u{1B}[?1002l\u{1B}[?1006l".utf8) + capabilities.joined() + Array("\r\n".utf8)
    let kept = text.prefix(room)
    for (index, byte) in kept.enumerated() { bytes[index] = byte }
    count.store(kept.count, ordering: .releasing)
    isArmed.store(true, ordering: .releasing)
    var mask = sigset_t()
    sigemptyset(&mask)
    for signal in fatal { sigaddset(&mask, signal) }
    pthread_sigmask(SIG_UNBLOCK, &mask, nil)
    for signal in fatal {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { number in
        TerminalRescue.restore()
        raise(number)
      }
      // Back to the default: raised again it ends the process as if nobody had listened.
      action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND)) | SA_NODEFER
      sigaction(signal, &action, nil)
    }
  }

  static func disarm() {
    isArmed.store(false, ordering: .releasing)
    for signal in fatal { Glibc.signal(signal, SIG_DFL) }
  }

  /// Safe in a signal handler. Does nothing when the terminal is in order.
  static func restore() {
    guard isArmed.exchange(false, ordering: .acquiringAndReleasing) else { return }
    _ = write(STDOUT_FILENO, bytes, count.load(ordering: .acquiring))
    tcsetattr(STDIN_FILENO, TCSANOW, settings)
  }

  /// A string of the terminal's description; nil where it has none.
  private static func capability(_ name: String) -> [UInt8]? {
    guard let text = walletd_tigetstr(name), Int(bitPattern: text) != -1 else { return nil }
    return Array(String(cString: text).utf8)
  }
}
