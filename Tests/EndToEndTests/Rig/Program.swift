import Foundation

/// A program of the product, as `make build` leaves it.
enum Program: String {
  case walletd, walletctl, walletbench, pspsim

  var path: String {
    let folder = ProcessInfo.processInfo.environment["WALLETD_PROGRAMS"] ?? Program.repository + "/.build/release"
    return folder + "/" + rawValue
  }

  static let repository: String = {
    var parts = #filePath.split(separator: "/").dropLast(4).map(String.init)
    parts.insert("", at: 0)
    return parts.joined(separator: "/")
  }()
}

/// A child of this process that has not been waited for yet.
///
/// Spawned without Foundation's `Process`: that one waits for its children on threads of its own.
struct Child {
  let pid: pid_t

  /// Starts `arguments[0]`; its output goes to the end of the file `log`.
  init(_ arguments: [String], environment: [String: String], log: String) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)

    // Threads of a test block signals, and a child would begin with that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

    var variables = ProcessInfo.processInfo.environment
    variables["SWIFT_BACKTRACE"] = "enable=no"
    variables.merge(environment) { $1 }
    var argumentPointers = arguments.map { strdup($0) } + [nil]
    var variablePointers = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in argumentPointers + variablePointers { free(pointer) } }

    var pid = pid_t()
    let result = posix_spawn(&pid, arguments[0], &actions, &attributes, &argumentPointers, &variablePointers)
    guard result == 0 else { throw RigFailure("\(arguments[0]) does not start: \(String(cString: strerror(result)))") }
    self.pid = pid
  }

  func signal(_ number: Int32) { kill(pid, number) }

  /// Waits for the end. Once.
  func wait() -> End {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    return End(status)
  }

  /// The end, if it has come.
  func ended() -> End? {
    var status: Int32 = 0
    return waitpid(pid, &status, WNOHANG) == pid ? End(status) : nil
  }

  enum End: Equatable {
    case exited(Int32), signalled(Int32)

    init(_ status: Int32) {
      self = status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .signalled(status & 0x7F)
    }
  }
}

/// A program that has run to its end.
struct Run {
  let end: Child.End
  /// What it wrote to standard output and standard error.
  let output: String

  init(_ arguments: [String], environment: [String: String] = [:]) throws {
    let folder = try Folder()
    end = try Child(arguments, environment: environment, log: folder.file("output")).wait()
    output = try String(contentsOfFile: folder.file("output"), encoding: .utf8)
  }
}
