import Foundation

/// A real terminal emulator of a given size, with the release `walletctl` in it: tmux, with a server of its own.
final class Screen {
  /// What runs in it.
  struct Setting: Sendable, CustomStringConvertible {
    var columns = 80
    var rows = 24
    var term = "screen-256color"
    var locale = "C.UTF-8"

    var description: String { "\(columns)x\(rows) \(term) \(locale)" }
  }

  private let folder: Folder
  private let setting: Setting
  private let tmux: String

  /// Why there is none; nil if there is one.
  static var obstacle: String? { System.path(of: "tmux") == nil ? "no tmux" : nil }

  /// Runs `walletctl` with these arguments. With `shell` it is left to the test to type the command, at a prompt with job control.
  init(
    _ setting: Setting = Setting(), socket: String, tenant: String? = Shop.tenant, arguments: [String] = [], shell: Bool = false,
    user: Int? = nil
  ) throws {
    guard let tmux = System.path(of: "tmux") else { throw RigFailure("no tmux") }
    self.tmux = tmux
    self.setting = setting
    folder = try Folder()
    let environment = [
      "TERM=\(setting.term)", "LC_ALL=\(setting.locale)", "WALLETD_SOCKET=\(socket)", "WALLETD_TENANT=\(tenant ?? "")",
      "WALLETD_KEY_FILE=", "NO_COLOR=", "SWIFT_BACKTRACE=enable=no", "PS1=prompt> ", "PATH=\(Screen.programs):/usr/bin:/bin",
    ].map { "'\($0)'" }.joined(separator: " ")
    let words = arguments.map { "'\($0)'" }.joined(separator: " ")
    let launcher = user.map { "setpriv --reuid \($0) --regid \($0) --clear-groups " } ?? ""
    // What comes after the program shows that the terminal is in order again.
    let command =
      "cd '\(folder.path)'; "
      + (shell ? "env \(environment) bash --norc" : "env \(environment) \(launcher)walletctl \(words); echo \"ended $?\"; cat")
    try run(
      "new-session", "-d", "-x", "\(setting.columns)", "-y", "\(setting.rows)", "-e", "PATH=\(Screen.programs):/usr/bin:/bin",
      command)
  }

  deinit {
    do { try run("kill-server") } catch {}
  }

  private static var programs: String { URL(filePath: Program.walletctl.path).deletingLastPathComponent().path }

  var path: String { folder.path }

  /// Names of tmux, such as `Enter`, or characters.
  func press(_ keys: String...) throws { for key in keys { try run("send-keys", "--", key) } }

  /// Text letter by letter, whatever tmux calls its letters.
  func type(_ text: String) throws { try run("send-keys", "-l", "--", text) }

  func resize(_ columns: Int, _ rows: Int) throws { try run("resize-window", "-x", "\(columns)", "-y", "\(rows)") }

  /// What is on the screen now; with its colours where they are asked for.
  func frame(colors: Bool = false) throws -> String {
    // A ground has its colour to the end of the line.
    try run(["capture-pane", "-p"] + (colors ? ["-e", "-N"] : []))
  }

  /// The first whole frame that has all of these.
  @discardableResult
  func wait(for texts: String..., within limit: Duration = .seconds(30)) throws -> String {
    var frame = ""
    let isThere = try Patience.wait(limit) {
      let before = frame
      frame = try self.frame()
      // Twice the same: a frame that is being drawn is none.
      return texts.allSatisfy { frame.contains($0) } && before.masked == frame.masked
    }
    guard isThere else { throw RigFailure("\(setting): \(texts.filter { !frame.contains($0) }) never came:\n\(frame)") }
    return frame
  }

  /// The first frame that has none of these.
  @discardableResult
  func wait(without text: String, within limit: Duration = .seconds(30)) throws -> String {
    var frame = ""
    let isGone = try Patience.wait(limit) {
      frame = try self.frame()
      return !frame.contains(text)
    }
    guard isGone else { throw RigFailure("\(setting): '\(text)' never went:\n\(frame)") }
    return frame
  }

  func cursorIsVisible() throws -> Bool { try run("display-message", "-p", "#{cursor_flag}").hasPrefix("1") }

  /// The process of the program itself.
  func programID() throws -> pid_t {
    let shell = try run("display-message", "-p", "#{pane_pid}").trimmingCharacters(in: .whitespacesAndNewlines)
    for _ in 1...500 {
      let children = try String(contentsOfFile: "/proc/\(shell)/task/\(shell)/children", encoding: .utf8)
      for child in children.split(separator: " ") {
        let name = try String(contentsOfFile: "/proc/\(child)/comm", encoding: .utf8)
        if name.hasPrefix("walletctl"), let pid = pid_t(child) { return pid }
      }
      Patience.pause(microseconds: 10_000)
    }
    throw RigFailure("no walletctl beneath \(shell)")
  }

  @discardableResult
  private func run(_ arguments: String...) throws -> String { try run(arguments) }

  @discardableResult
  private func run(_ arguments: [String]) throws -> String {
    let run = try Run(
      [tmux, "-u", "-S", folder.file("tmux"), "-f", "/dev/null"] + arguments, environment: ["LC_ALL": "C.UTF-8", "TERM": "xterm"])
    guard run.end == .exited(0) else { throw RigFailure("tmux \(arguments): \(run.output)") }
    return run.output
  }
}

extension String {
  /// Ids, times and ages differ each time; their places and lengths do not.
  var masked: String {
    replacing(/(acc|txn|hold|key|ten|pst)_[0-9A-HJKMNP-TV-Z]{26}/) { "\($0.1)_" + String(repeating: "x", count: 26) }
      .replacing(/\d\d\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ/, with: "dddd-dd-ddTdd:dd:ddZ")
      .replacing(/\d\d:\d\d:\d\d/, with: "dd:dd:dd").replacing(#/ +[●○*o] .*\n/#, with: " (live)\n", maxReplacements: 1)
  }
}
