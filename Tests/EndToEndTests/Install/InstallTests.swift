import Foundation
import Testing

/// `make install` into a tree of its own, as a package does it.
@Suite struct `Installing` {
  private let folder: Folder

  init() throws { folder = try Folder() }

  private func make(_ target: String, prefix: String = "/usr") throws -> Run {
    let programs = URL(filePath: Program.walletctl.path).deletingLastPathComponent().path
    return try Run([
      "/usr/bin/make", "-s", "-C", Program.repository, target, "DESTDIR=\(folder.path)", "PREFIX=\(prefix)",
      "PROGRAMS=\(programs)",
    ])
  }

  private var files: [String: UInt16] {
    var found: [String: UInt16] = [:]
    for case let name as String in FileManager.default.enumerator(atPath: folder.path) ?? .init() {
      var status = stat()
      if lstat(folder.file(name), &status) == 0, status.st_mode & S_IFMT == S_IFREG {
        found["/" + name] = UInt16(status.st_mode & 0o777)
      }
    }
    return found
  }

  @Test func `puts everything where the system looks for it`() throws {
    let run = try make("install")
    #expect(run.end == .exited(0), "\(run.output)")
    let there = files
    for (path, mode) in [
      ("/usr/bin/walletd", 0o755), ("/usr/bin/walletctl", 0o755), ("/usr/bin/walletd-verify-ledger", 0o755),
      ("/usr/share/man/man1/walletctl.1", 0o644), ("/usr/share/man/man1/walletctl-hold.1", 0o644),
      ("/usr/share/man/man5/walletd.json5.5", 0o644), ("/usr/share/man/man7/walletd-ledger.7", 0o644),
      ("/usr/share/man/man8/walletd.8", 0o644), ("/usr/share/bash-completion/completions/walletctl", 0o644),
      ("/usr/share/zsh/vendor-completions/_walletctl", 0o644), ("/usr/share/fish/vendor_completions.d/walletctl.fish", 0o644),
      ("/usr/lib/systemd/system/walletd.service", 0o644), ("/usr/lib/sysusers.d/walletd.conf", 0o644),
      ("/usr/share/doc/walletd/walletd.json5", 0o644), ("/etc/walletd/walletd.json5", 0o644),
    ] as [(String, UInt16)] {
      #expect(there[path] == mode, "\(path): \(there[path].map { String($0, radix: 8) } ?? "not there")")
    }
    let pages = try FileManager.default.contentsOfDirectory(atPath: Program.repository + "/etc/man")
    #expect(there.keys.count { $0.hasPrefix("/usr/share/man/") } == pages.count)

    // What was installed works: the programs run, the sample is good, the unit and the user are what systemd takes.
    #expect(try Run([folder.file("usr/bin/walletctl"), "--version"]).end == .exited(0))
    #expect(
      try Run([folder.file("usr/bin/walletd"), "--config", folder.file("etc/walletd/walletd.json5"), "--check-config"]).end
        == .exited(0))
    if let sysusers = System.path(of: "systemd-sysusers") {
      let users = try Run([sysusers, "--root=\(folder.path)", "--dry-run", folder.file("usr/lib/sysusers.d/walletd.conf")])
      #expect(users.end == .exited(0), "\(users.output)")
    }
  }

  @Test func `elsewhere the unit names the programs that were installed`() throws {
    #expect(try make("install", prefix: "/opt/walletd").end == .exited(0))
    let unit = try String(contentsOfFile: folder.file("opt/walletd/lib/systemd/system/walletd.service"), encoding: .utf8)
    #expect(unit.contains("ExecStart=/opt/walletd/bin/walletd\n") && !unit.contains("/usr/bin/walletd"))
    #expect(files["/opt/walletd/share/zsh/site-functions/_walletctl"] == 0o644)
  }

  @Test func `brings a unit that systemd finds nothing wrong with`() throws {
    guard let analyze = System.path(of: "systemd-analyze") else {
      print("unit: SKIPPED, no systemd-analyze")
      return
    }
    let place = folder.file("here")
    let run = try Run([
      "/usr/bin/make", "-s", "-C", Program.repository, "install", "DESTDIR=", "PREFIX=\(place)",
      "SYSCONFDIR=\(folder.file("etc"))",
      "PROGRAMS=\(URL(filePath: Program.walletctl.path).deletingLastPathComponent().path)",
    ])
    #expect(run.end == .exited(0) && run.output.contains("walletctl doctor"), "\(run.output)")
    let unit = place + "/lib/systemd/system/walletd.service"
    let check = try Run([analyze, "verify", "--man=no", unit])
    let lines = check.output.split(separator: "\n").filter {
      $0.contains("walletd.service") && !$0.contains("Unit sysinit.target not found")
    }
    #expect(lines.isEmpty, "\(check.output)")
  }

  @Test func `never overwrites a configuration, and never takes it away`() throws {
    #expect(try make("install").end == .exited(0))
    let configuration = folder.file("etc/walletd/walletd.json5")
    try "{ stop_grace_seconds: 5 }".write(toFile: configuration, atomically: true, encoding: .utf8)
    #expect(try make("install").end == .exited(0))
    #expect(try String(contentsOfFile: configuration, encoding: .utf8) == "{ stop_grace_seconds: 5 }")
    #expect(try make("uninstall").end == .exited(0))
    #expect(Set(files.keys) == ["/etc/walletd/walletd.json5"])
  }

  @Test func `says what to do where nothing was built`() throws {
    let run = try Run([
      "/usr/bin/make", "-s", "-C", Program.repository, "install", "DESTDIR=\(folder.path)", "PROGRAMS=\(folder.file("nothing"))",
    ])
    #expect(run.end != .exited(0) && run.output.contains("run 'make build' first"), "\(run.output)")
    #expect(files.isEmpty)
  }
}
