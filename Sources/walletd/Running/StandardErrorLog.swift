import API
import Glibc
import LedgerCore
import Systemd

/// One line per event on standard error: `level=info event="tenant created" request_id=req_…`.
///
/// In the journal, which has its own clock, a line begins with its priority (`<6>`); elsewhere with its time.
struct StandardErrorLog: EventLog {
  let level: EventLevel
  private let isJournal = Supervisor.isJournal(STDERR_FILENO)

  init(level: EventLevel) {
    self.level = level
  }

  func isEnabled(_ level: EventLevel) -> Bool { level <= self.level }

  func record(_ level: EventLevel, _ event: StaticString, _ fields: [(name: StaticString, value: String)]) {
    guard isEnabled(level) else { return }
    var line = isJournal ? "<\(level.rawValue)>" : "time=\(Self.now.rfc3339) level=\(level.name) "
    line += "event=\(Self.quoted("\(event)"))"
    for field in fields { line += " \(field.name)=\(Self.quoted(field.value))" }
    line += "\n"
    // One write for one line, so that lines of several threads do not mix. A log that cannot be written is no reason to stop.
    line.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  /// Bare where that is unambiguous, otherwise in quotes with `\`, `"` and control characters escaped.
  private static func quoted(_ value: String) -> String {
    let isPlain = !value.isEmpty && value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x3D && $0 != 0x5C }
    if isPlain { return value }
    var result = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private static var now: Timestamp {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Timestamp(microseconds: Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000)
  }
}
