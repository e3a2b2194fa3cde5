import Foundation

/// A real walletd on a folder. Started again on the same folder it finds its data again.
final class Daemon {
  let folder: Folder
  private let child: Child
  /// From the start of the process until it said that it serves.
  let readyAfter: Duration
  private var isWaitedFor = false

  var pid: pid_t { child.pid }
  var socketPath: String { Daemon.socketPath(folder) }
  var log: String { Daemon.log(folder) }

  /// Returns once the daemon has told its service manager (which is played here) that it is ready.
  /// `launcher` is put before the command line: a program that becomes walletd in the end.
  init(
    on folder: Folder, configuration: String? = nil, environment: [String: String] = [:], launcher: [String] = [],
    patience: Duration = .seconds(60)
  ) throws {
    self.folder = folder
    let begin = ContinuousClock.now
    let manager = try ReadyListener(path: folder.file("notify"))
    var arguments = launcher + [Program.walletd.path, "--socket", Daemon.socketPath(folder), "--data", folder.file("data")]
    if let configuration {
      let file = folder.file("walletd.json5")
      try configuration.write(toFile: file, atomically: true, encoding: .utf8)
      arguments += ["--config", file]
    }
    child = try Child(
      arguments, environment: environment.merging(["NOTIFY_SOCKET": folder.file("notify")]) { $1 },
      log: folder.file("walletd.log"))
    guard manager.waitForReady(child, patience) else {
      child.signal(SIGKILL)
      _ = child.wait()
      throw RigFailure("walletd did not become ready:\n\(Daemon.log(folder).suffix(2_000))")
    }
    readyAfter = ContinuousClock.now - begin
  }

  deinit {
    if !isWaitedFor { _ = end(by: SIGKILL) }
  }

  /// Sends the signal and waits for the end.
  func end(by signal: Int32) -> Child.End {
    child.signal(signal)
    return wait()
  }

  func signal(_ number: Int32) { child.signal(number) }

  func wait() -> Child.End {
    isWaitedFor = true
    return child.wait()
  }

  /// Stops every thread where it stands. One that is inside the kernel comes out of it first: when this returns, no write or sync is
  /// under way.
  func freeze() throws {
    signal(SIGSTOP)
    guard try Patience.wait(.seconds(30), until: isFrozen) else { throw RigFailure("walletd does not stop") }
  }

  private func isFrozen() throws -> Bool {
    let tasks = "/proc/\(child.pid)/task"
    return try FileManager.default.contentsOfDirectory(atPath: tasks).allSatisfy { task in
      let stat = try String(contentsOfFile: "\(tasks)/\(task)/stat", encoding: .utf8)
      // The state follows the name, which is in parentheses.
      return stat[stat.index(after: stat.lastIndex(of: ")") ?? stat.startIndex)...].hasPrefix(" T")
    }
  }

  var isAlive: Bool { kill(child.pid, 0) == 0 && !hasEnded }

  private var hasEnded: Bool {
    var information = siginfo_t()
    let result = waitid(P_PID, id_t(child.pid), &information, WEXITED | WNOHANG | WNOWAIT)
    return result == 0 && information.si_signo == SIGCHLD
  }

  func connect() throws -> Connection { try Connection(path: socketPath) }

  /// The tenant's ledger file, for when the daemon has stopped.
  static func ledger(in folder: Folder, tenant: String) -> String { folder.file("data/tenants/\(tenant)/ledger.db") }

  private static func socketPath(_ folder: Folder) -> String { folder.file("control.sock") }

  private static func log(_ folder: Folder) -> String {
    do {
      return try String(contentsOfFile: folder.file("walletd.log"), encoding: .utf8)
    } catch {
      return "(no log)"
    }
  }
}

/// Stands where systemd would: hears READY=1.
private final class ReadyListener {
  private let descriptor: Int32
  private let path: String

  init(path: String) throws {
    self.path = path
    unlink(path)
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    let result = UnixAddress.with(path) { bind(descriptor, $0, $1) }
    guard result == 0 else { throw RigFailure("no notify socket: \(String(cString: strerror(errno)))") }
  }

  deinit {
    close(descriptor)
    unlink(path)
  }

  /// False if the child ended, or was not ready in time.
  func waitForReady(_ child: Child, _ patience: Duration) -> Bool {
    let deadline = ContinuousClock.now + patience
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while ContinuousClock.now < deadline {
      var events = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if poll(&events, 1, 50) > 0 {
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count > 0, String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n").contains("READY=1") { return true }
      } else if kill(child.pid, 0) != 0 || isZombie(child.pid) {
        return false
      }
    }
    return false
  }

  private func isZombie(_ pid: pid_t) -> Bool {
    var information = siginfo_t()
    return waitid(P_PID, id_t(pid), &information, WEXITED | WNOHANG | WNOWAIT) == 0 && information.si_signo == SIGCHLD
  }
}
