import Glibc

/// A walletd of our own: a child process on a fresh data directory and a socket of its own, ended when this value goes.
final class Daemon {
  private static let patienceToStart: UInt64 = .seconds(30)
  private static let patienceToStop: UInt64 = .seconds(60)

  let socketPath: String
  let dataPath: String
  private let program: String
  private let arguments: [String]
  private let environment: [String]
  private let logPath: String
  private(set) var process: pid_t = 0

  /// Where webhooks are taken, when the daemon takes payments.
  var ingressPath: String { Daemon.ingress(beside: socketPath) }

  static func ingress(beside socket: String) -> String {
    (socket.lastIndex(of: "/").map { String(socket[...$0]) } ?? "") + "ingress.sock"
  }

  /// Starts the program on `directory`, which must exist, and waits until it is ready.
  ///
  /// - Parameters:
  ///   - arguments: options of its command line.
  ///   - environment: variables beside the daemon's own, as `NAME=value`.
  init(program: String, directory: String, arguments: [String] = [], environment: [String] = []) throws {
    self.program = program
    self.arguments = arguments
    self.environment = environment
    socketPath = directory + "/control.sock"
    dataPath = directory + "/data"
    logPath = directory + "/walletd.log"
    guard mkdir(dataPath, 0o700) == 0 else { throw BenchFailure.system("cannot create \(dataPath)") }
    try start()
  }

  deinit { kill() }

  /// Starts the program again on the same data; returns after how many nanoseconds it was ready. Traps while it runs.
  @discardableResult
  func start() throws -> UInt64 {
    precondition(process == 0, "walletd is running already")
    let start = Clock.now
    process = try ChildProcess.spawn(
      program, arguments, output: logPath,
      environment: [
        "WALLETD_SOCKET=" + socketPath, "WALLETD_DATA=" + dataPath, "SWIFT_BACKTRACE=enable=no", "PATH=/usr/bin:/bin",
      ] + environment)
    while true {
      try Interruption.check()
      if ChildProcess.hasEnded(process) {
        process = 0
        throw BenchFailure.daemon("\(program) ended while it was starting; it wrote:\n\(TextFile.tail(of: logPath))")
      }
      if try isReady() { return Clock.now - start }
      guard Clock.now - start < Self.patienceToStart else {
        throw BenchFailure.daemon("\(program) was not ready after 30 s; it wrote:\n\(TextFile.tail(of: logPath))")
      }
      Clock.sleep(nanoseconds: .milliseconds(1))
    }
  }

  private func isReady() throws -> Bool {
    do {
      return try Call.make(socketPath, "GET", "/readyz").status == 200
    } catch BenchFailure.system {
      // No socket there yet, or one that nobody listens on.
      return false
    }
  }

  /// Asks the daemon to stop and waits until it has. Throws when it takes too long or fails.
  func stop() throws {
    guard process != 0 else { return }
    Glibc.kill(process, SIGTERM)
    let deadline = Clock.now + Self.patienceToStop
    while true {
      if let status = ChildProcess.exitStatus(process) {
        process = 0
        guard status == 0 else {
          throw BenchFailure.daemon("walletd stopped with wait status \(status); it wrote:\n\(TextFile.tail(of: logPath))")
        }
        return
      }
      guard Clock.now < deadline else {
        kill()
        throw BenchFailure.daemon("walletd did not stop within 60 s of SIGTERM")
      }
      Clock.sleep(nanoseconds: .milliseconds(2))
    }
  }

  /// Ends the daemon as a power cut would: SIGKILL.
  func kill() {
    guard process != 0 else { return }
    Glibc.kill(process, SIGKILL)
    ChildProcess.wait(process)
    process = 0
  }

  /// Throws what the daemon wrote last if it has ended by itself, which explains most other failures.
  func requireAlive(after failure: any Error) throws {
    guard process != 0, let status = ChildProcess.exitStatus(process) else { return }
    process = 0
    throw BenchFailure.daemon("walletd ended with wait status \(status) (\(failure)); it wrote:\n\(TextFile.tail(of: logPath))")
  }

  /// Waits until the daemon rests: work that it has put off is its own, not the next measurement's. At most a second.
  func settle() {
    let deadline = Clock.now + .seconds(1)
    var before = cpu
    repeat {
      Clock.sleep(nanoseconds: .milliseconds(10))
      let now = cpu
      if now - before < 300_000 { return }
      before = now
    } while Clock.now < deadline
  }

  /// Processor time used so far, in nanoseconds; 0 when it does not run.
  var cpu: UInt64 { process == 0 ? 0 : Clock.processCPU(process) }

  /// Memory it has resident now, in bytes.
  var resident: Int { (TextFile.number(after: "VmRSS:", in: "/proc/\(process)/status") ?? 0) * 1_024 }

  /// Bytes of all files below its data directory.
  var storedBytes: Int { DirectoryTree.bytes(dataPath) }
}
