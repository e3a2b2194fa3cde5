import Foundation
import JSON
import Testing

/// People on the machine, told apart by the kernel: walletctl run as another user.
@Suite struct `A person on the machine` {
  private static let (uid, gid) = (47_111, 47_112)

  /// Why nobody else can be played here; nil if somebody can.
  private static func obstacle() throws -> String? {
    guard getuid() == 0 else { return "not root" }
    guard let setpriv = System.path(of: "setpriv") else { return "no setpriv" }
    let other = [setpriv, "--reuid", "\(uid)", "--regid", "\(gid)", "--clear-groups", Program.walletctl.path, "--version"]
    return try Run(other).end == .exited(0) ? nil : "others cannot reach \(Program.walletctl.path)"
  }

  @Test func `may what the configuration says of the user, in the tenants it names, and is in the audit trail`() throws {
    if let obstacle = try `A person on the machine`.obstacle() {
      print("operators: SKIPPED, nobody else can be played here (\(obstacle))")
      return
    }
    let folder = try Folder()
    // Others must get to the socket.
    chmod(folder.path, 0o755)
    let program = Program.walletctl.path
    let (uid, gid) = (`A person on the machine`.uid, `A person on the machine`.gid)
    let daemon = try Daemon(
      on: folder,
      configuration: """
        { socket: { mode: "0660" },
          principals: [ { uid: \(uid), role: "operator", tenants: ["toko"] }, { gid: \(gid), role: "auditor" } ] }
        """)
    chown(daemon.socketPath, 0, gid_t(gid))

    func run(as user: (uid: Int, gid: Int)?, _ arguments: String...) throws -> Run {
      var launcher: [String] = []
      if let user {
        guard let setpriv = System.path(of: "setpriv") else { throw RigFailure("no setpriv") }
        launcher = [setpriv, "--reuid", "\(user.uid)", "--regid", "\(user.gid)", "--clear-groups", "--no-new-privs"]
      }
      return try Run(
        launcher + [program] + arguments,
        environment: ["WALLETD_SOCKET": daemon.socketPath, "WALLETD_TENANT": "", "WALLETD_KEY_FILE": "", "NO_COLOR": "1"])
    }
    func ok(_ run: Run, _ location: SourceLocation = #_sourceLocation) -> String {
      #expect(run.end == .exited(0), "\(run.output)", sourceLocation: location)
      return run.output
    }
    for tenant in ["toko", "warung"] {
      _ = ok(try run(as: nil, "tenant", "create", tenant))
      _ = ok(try run(as: nil, "-t", tenant, "account", "create", "wallet:alice", "-c", "IDR", "--class", "liability"))
    }

    let person = (uid, gid)
    _ = ok(try run(as: person, "-t", "toko", "account", "freeze", "wallet:alice"))
    #expect(try !ok(run(as: person, "tenant", "list")).contains("warung"))
    for (line, exit) in [
      (["-t", "warung", "account", "list"], Int32(3)),
      (["-t", "toko", "account", "create", "b", "-c", "IDR", "--class", "asset"], 4),
      (["-t", "toko", "key", "create", "mine"], 4), (["tenant", "suspend", "toko"], 4), (["audit", "list"], 4),
    ] {
      let refused = try Run(
        ["\(System.path(of: "setpriv") ?? "")", "--reuid", "\(uid)", "--regid", "\(gid)", "--clear-groups", program] + line,
        environment: ["WALLETD_SOCKET": daemon.socketPath, "NO_COLOR": "1"])
      #expect(refused.end == .exited(exit), "\(line): \(refused.output)")
    }
    let rows = ok(try run(as: nil, "audit", "list", "--action", "account.freeze_requested", "--jsonl"))
    #expect(rows.contains("uid:\(uid) pid:"), "\(rows)")
    // Of the auditor's group, another user: reads the trail, and changes nothing.
    let auditor = (uid + 1, gid)
    #expect(try ok(run(as: auditor, "audit", "verify")).contains("sound"))
    #expect(try run(as: auditor, "-t", "toko", "account", "unfreeze", "wallet:alice").end == .exited(4))
    // Who is in neither entry cannot even open the socket; if its mode lets him, he is nobody.
    let stranger = (uid + 2, gid + 2)
    #expect(try run(as: stranger, "tenant", "list").end == .exited(7))
    chmod(daemon.socketPath, 0o666)
    let nobody = try run(as: stranger, "tenant", "list")
    #expect(nobody.end == .exited(4) && nobody.output.contains("unauthenticated"), "\(nobody.output)")
  }
}
