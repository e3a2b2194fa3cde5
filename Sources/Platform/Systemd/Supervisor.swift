import CSystemd
import Glibc

/// The service manager that started this process, if one did: sd_notify(3), sd_listen_fds(3), sd_watchdog_enabled(3).
///
/// Without a manager every function does nothing, so that the same program runs by hand.
package enum Supervisor {
  /// What the manager is told.
  package enum State: Sendable {
    case ready
    case stopping
    /// Still alive: resets the watchdog.
    case alive
    /// One line for `systemctl status`.
    case status(String)

    var message: String {
      switch self {
      case .ready: "READY=1"
      case .stopping: "STOPPING=1"
      case .alive: "WATCHDOG=1"
      case .status(let text): "STATUS=" + String(text.map { $0 == "\n" ? " " : $0 })
      }
    }
  }

  /// Tells the manager. What goes wrong on the way is the manager's to notice: it has timeouts of its own.
  package static func notify(_ states: State...) {
    _ = sd_notify(0, states.map(\.message).joined(separator: "\n"))
  }

  /// Listening sockets handed over by socket activation, in the order of the unit; empty when there are none. The environment
  /// that announced them is removed, so that a child does not take them for its own.
  package static func listeningSockets() -> [Int32] {
    let count = sd_listen_fds(1)
    guard count > 0 else { return [] }
    return (0..<count).map { SD_LISTEN_FDS_START + $0 }
  }

  /// Microseconds within which the manager wants to hear `alive`; nil without a watchdog.
  package static var watchdogMicroseconds: UInt64? {
    var interval: UInt64 = 0
    return sd_watchdog_enabled(0, &interval) > 0 && interval > 0 ? interval : nil
  }

  /// Whether a descriptor is a stream of the journal, which then adds the time and understands `<N>` priorities.
  package static func isJournal(_ descriptor: Int32) -> Bool {
    guard let stream = getenv("JOURNAL_STREAM") else { return false }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return false }
    return String(cString: stream) == "\(status.st_dev):\(status.st_ino)"
  }
}
