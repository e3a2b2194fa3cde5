import Glibc

/// Starting programs and learning how they ended.
enum ChildProcess {
  /// Starts a program with nothing but `environment`; all it writes is appended to the file `output`.
  static func spawn(_ program: String, _ arguments: [String] = [], output: String, environment: [String]) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_CREAT | O_WRONLY | O_APPEND, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var process: pid_t = 0
    let result = withStrings([program] + arguments) { arguments in
      withStrings(environment) { posix_spawn(&process, program, &actions, nil, arguments, $0) }
    }
    guard result == 0 else { throw BenchFailure.system("cannot start \(program)", code: result) }
    return process
  }

  /// The wait status of a child that has ended, collected once; nil while it runs.
  static func exitStatus(_ process: pid_t) -> Int32? {
    var status: Int32 = 0
    return waitpid(process, &status, WNOHANG) == process ? status : nil
  }

  static func hasEnded(_ process: pid_t) -> Bool { exitStatus(process) != nil }

  static func wait(_ process: pid_t) {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
  }

  /// A C array of C strings, ended by a null pointer.
  private static func withStrings<R>(_ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> R) -> R {
    let copies = strings.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    return body(copies + [nil])
  }
}
