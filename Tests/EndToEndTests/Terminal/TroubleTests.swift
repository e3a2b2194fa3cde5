import Foundation
import Testing

/// When something is wrong: what, and what to do; and the terminal is always given back.
@Suite struct `Trouble in the terminal` {
  private static let small = Screen.Setting(columns: 80, rows: 24)

  @Test(.enabled(if: Screen.obstacle == nil)) func `says when the terminal is too small, and goes on when it is not`() throws {
    let books = try TerminalShop()
    let screen = try Screen(Screen.Setting(columns: 50, rows: 10), socket: books.shop.daemon.socketPath)
    try screen.wait(for: "This terminal is too small: 50x10.")
    try screen.resize(80, 24)
    try screen.wait(for: "overview", "commands")
    try screen.press("3")
    try screen.wait(for: "dollars")
    // Whatever is done to the window, the frame fits it.
    for (columns, rows) in [(100, 30), (61, 15), (200, 50), (59, 24), (80, 24)] {
      try screen.resize(columns, rows)
      let frame = try screen.wait(for: columns < 60 ? "too small" : "dollars")
      #expect(frame.split(separator: "\n", omittingEmptySubsequences: false).count <= rows + 1)
    }
    try screen.wait(for: "3accounts", "dollars", "help")
  }

  @Test(.enabled(if: Screen.obstacle == nil)) func `says that the daemon is not there, and comes alive with it`() throws {
    var shop = try TerminalShop().shop
    #expect(shop.daemon.end(by: SIGTERM) == .exited(0))
    let screen = try Screen(`Trouble in the terminal`.small, socket: shop.daemon.socketPath)
    try screen.wait(for: "LOST", "There is no daemon at", "systemctl start walletd")
    try shop.startAgain()
    try screen.wait(for: "The daemon is back.")
    try screen.press("3")
    try screen.wait(for: "alice")
    #expect(shop.daemon.end(by: SIGKILL) == .signalled(SIGKILL))
    let frame = try screen.wait(for: "LOST")
    #expect(frame.contains("alice"), "what was there stays")
    try shop.startAgain()
    try screen.wait(for: "The daemon is back.")
    #expect(try shop.post("/v1/accounts", "new", #"{"code":"carol","currency":"IDR","class":"liability"}"#).status == 201)
    try screen.wait(for: "carol")
  }

  @Test(.enabled(if: Screen.obstacle == nil)) func `stays at hand while the daemon does not answer`() throws {
    let books = try TerminalShop()
    let screen = try Screen(`Trouble in the terminal`.small, socket: books.shop.daemon.socketPath)
    try screen.press("3")
    try screen.wait(for: "dollars")
    try books.shop.daemon.freeze()
    defer { books.shop.daemon.signal(SIGCONT) }
    try screen.press("Down", "Down")
    try screen.wait(for: "> bob".replacing(">", with: "▸"))
    try screen.press("4")
    try screen.wait(for: "transactions", "asking")
    try screen.press("?")
    try screen.wait(for: "On this screen")
    try screen.press("C-c")
    try screen.wait(for: "ended 0")
  }

  @Test(.enabled(if: Screen.obstacle == nil)) func `says what an unknown id, tenant, screen or time is`() throws {
    let books = try TerminalShop()
    let screen = try Screen(`Trouble in the terminal`.small, socket: books.shop.daemon.socketPath)
    try screen.wait(for: "overview")
    for (line, answer) in [
      (":txn_00000000000000000000000000", "transaction_not_found"), (":account nobody", "account_not_found"),
      (":acounts", "did you mean :accounts?"), (":chargebacks", "comes with disputes"), (":as-of soon", "is no time"),
      (":tenant nobody", "tenant_not_found"),
    ] {
      try screen.type(line)
      try screen.press("Enter")
      try screen.wait(for: answer)
    }
    try screen.type(":tenant toko")
    try screen.press("Enter")
    try screen.wait(for: "dollars")
  }

  @Test(.enabled(if: Screen.obstacle == nil && getuid() == 0 && System.path(of: "setpriv") != nil))
  func `says which role or group somebody lacks`() throws {
    let folder = try Folder()
    chmod(folder.path, 0o755)
    let daemon = try Daemon(
      on: folder,
      configuration: #"{ socket: { mode: "0660" }, principals: [ { uid: 47111, role: "viewer", tenants: ["toko"] } ] }"#)
    try daemon.connect().createTenant(Shop.tenant)
    chmod(daemon.socketPath, 0o666)
    let viewer = try Screen(`Trouble in the terminal`.small, socket: daemon.socketPath, user: 47_111)
    try viewer.wait(for: "permission_denied", "operator, auditor, administrator")
    try viewer.press("7")
    try viewer.wait(for: "keys:read")
    try viewer.press("8")
    try viewer.wait(for: "audit:read")
    let nobody = try Screen(`Trouble in the terminal`.small, socket: daemon.socketPath, user: 47_112)
    try nobody.wait(for: "unauthenticated", "principals")
    chmod(daemon.socketPath, 0o660)
    let stranger = try Screen(`Trouble in the terminal`.small, socket: daemon.socketPath, user: 47_112)
    try stranger.wait(for: "You may not open", "It is for the group root", "usermod -aG root")
  }

  @Test(.enabled(if: Screen.obstacle == nil), arguments: ["C-c", "q", "TERM", "HUP", "QUIT", "SEGV", "ABRT"])
  func `gives the terminal back however it ends`(how: String) throws {
    let books = try TerminalShop()
    let screen = try Screen(`Trouble in the terminal`.small, socket: books.shop.daemon.socketPath, shell: true)
    try screen.wait(for: "prompt>")
    try screen.type("stty -a > before; walletctl; stty -a | cmp - before && echo the same")
    try screen.press("Enter")
    try screen.wait(for: "overview", "commands")
    let signals = ["TERM": SIGTERM, "HUP": SIGHUP, "QUIT": SIGQUIT, "SEGV": SIGSEGV, "ABRT": SIGABRT]
    if let signal = signals[how] { kill(try screen.programID(), signal) } else { try screen.press(how) }
    let frame = try screen.wait(for: "the same")
    #expect(!frame.contains("overview"), "the shell's own screen is back")
    #expect(try screen.cursorIsVisible())
  }

  @Test(.enabled(if: Screen.obstacle == nil)) func `is suspended by Ctrl-Z, and back with fg`() throws {
    let books = try TerminalShop()
    let screen = try Screen(`Trouble in the terminal`.small, socket: books.shop.daemon.socketPath, shell: true)
    try screen.wait(for: "prompt>")
    try screen.type("stty -a > before; walletctl")
    try screen.press("Enter")
    try screen.wait(for: "overview", "commands")
    try screen.press("3")
    try screen.wait(for: "dollars")
    try screen.press("C-z")
    let frame = try screen.wait(for: "Stopped")
    #expect(!frame.contains("dollars"))
    try screen.type("stty -a | cmp - before && echo the same; fg")
    try screen.press("Enter")
    try screen.wait(for: "dollars", "accounts")
    try screen.press("C-c")
    try screen.wait(for: "the same", "prompt>")
  }

  @Test(
    .enabled(if: Screen.obstacle == nil),
    arguments: [("no-such-terminal", "does not know the terminal"), ("dumb", "cannot show a screen")])
  func `says when the terminal is not one it can use`(term: String, answer: String) throws {
    let books = try TerminalShop()
    let screen = try Screen(Screen.Setting(columns: 120, rows: 24, term: term), socket: books.shop.daemon.socketPath)
    try screen.wait(for: answer, "ended 2")
  }

  @Test func `is not opened where nobody looks`() throws {
    let run = try Run([Program.walletctl.path], environment: ["WALLETD_SOCKET": "/nowhere"])
    #expect(run.end == .exited(0) && run.output.hasPrefix("walletctl: the command line of walletd"))
    let asked = try Run([Program.walletctl.path, "tui"], environment: ["WALLETD_SOCKET": "/nowhere"])
    #expect(asked.end == .exited(2) && asked.output.contains("there is no terminal here"))
  }
}
