import Testing

@testable import walletctl

/// What is offered at a place of a line. The shells themselves: EndToEndTests/Install.
struct CompletionTests {
  private func offered(_ line: String...) -> [String] {
    guard case .words(let candidates) = Completer(line).expectation else { return [] }
    let completer = Completer(line)
    return candidates.map(\.value).filter { $0.hasPrefix(completer.current) }.map { completer.prefix + $0 }
  }

  @Test func `the first word is a resource or a command, each once`() {
    #expect(offered("ho") == ["hold"])
    #expect(offered("") == CommandTable.resources)
    #expect(offered("-t", "toko", "--json", "ver") == ["verify"])
  }

  @Test func `the second is a verb`() {
    #expect(offered("hold", "") == ["place", "list", "show", "capture", "release"])
    #expect(offered("hold", "re") == ["release"])
    #expect(offered("help", "hold", "re") == ["release"])
  }

  @Test(arguments: [
    (["account", "show", "wal"], Expected.LiveKind.accounts), (["transfer", "create", "a", ""], .accounts),
    (["hold", "release", ""], .openHolds), (["hold", "show", "hold_"], .holds), (["tenant", "show", ""], .tenants),
    (["key", "revoke", ""], .keys), (["payment-method", "show", ""], .tokens), (["transaction", "reverse", ""], .transactions),
    (["account", "list", "-t", ""], .tenants), (["account", "list", "--tenant=to"], .tenants),
    (["hold", "list", "--account", ""], .accounts), (["hold", "list", "-a", "wal"], .accounts),
    (["transaction", "create", "-p", "wallet:alice,wal"], .accounts),
  ])
  func `codes and ids are the daemon's`(line: [String], kind: Expected.LiveKind) {
    #expect(Completer(line).expectation == .live(kind))
  }

  @Test func `a value stands behind its option, in whichever way it is written`() {
    #expect(offered("hold", "list", "--status", "") == ["open", "captured", "released", "expired"])
    #expect(offered("hold", "list", "--status=re") == ["--status=released"])
    #expect(offered("account", "create", "x", "-c", "ID") == ["IDR"])
    #expect(offered("transaction", "create", "-p", "a,b,5,ID") == ["a,b,5,IDR"])
    #expect(offered("key", "create", "x", "--scope", "accounts:r") == ["accounts:read"])
    #expect(offered("tui", "payment") == ["payments", "payment-methods", "payment"])
    #expect(offered("completion", "") == ["bash", "zsh", "fish"])
    #expect(offered("api", "GET", "/v1/audit") == ["/v1/audit", "/v1/audit/head"])
    #expect(Completer(["verify", "--file", ""]).expectation == .files)
    #expect(Completer(["verify", "--data="]).expectation == .directories)
    #expect(Completer(["restore", ""]).expectation == .directories)
  }

  @Test func `options are those of the command, and no more than once`() {
    #expect(offered("hold", "capture", "--keep") == ["--keep-rest"])
    #expect(offered("hold", "capture", "--keep-rest", "--keep").isEmpty)
    #expect(offered("hold", "list", "--keep").isEmpty)
    #expect(offered("hold", "capture", "-p", "a,b,1", "--post") == ["--posting"])
    #expect(offered("hold", "capture", "-jq", "--jso") == ["--jsonl"])
    #expect(offered("hold", "capture", "--", "--ke").isEmpty)
  }

  @Test func `what is typed behind the last argument is nothing known`() {
    #expect(offered("hold", "show", "hold_1", "").isEmpty)
    #expect(Completer(["tenant", "create", "to"]).expectation == .anything)
  }

  /// Words of the declarations that stand for something only the person knows.
  private static let free: Set<String> = [
    "AMOUNT", "TIME", "TEXT", "NAME", "NAME=VALUE", "N", "SECONDS", "DURATION", "CURSOR", "KEY", "ACTOR", "HEX", "DIGITS",
    "BRAND", "MM/YYYY", "NETWORK", "JSON|@FILE", "CODE", "COMMAND", "TYPE",
    "TYPES", "CHANNEL", "EVENT", "ID", "PERCENT", "BANK", "BONUS", "SETTLEMENT", "LIST", "PHONE", "NAME,PRICE[,COUNT]", "URL",
    "SECRET", "WHAT", "TIER", "OFFSET", "MONITOR",
  ]

  @Test func `every word of the declarations is known here: completed, or free`() {
    for command in CommandTable.all {
      for argument in command.arguments where Expected(argument, of: command) == .anything {
        #expect(CompletionTests.free.contains(argument.name), "\(command.name): what is \(argument.name)?")
      }
    }
    for (name, option) in CommandTable.all.flatMap({ command in command.options.map { (command.name, $0) } })
      + GlobalOptions.all.map({ ("every command", $0) })
    {
      guard let value = option.value, Expected(option) == .anything else { continue }
      #expect(CompletionTests.free.contains(value), "\(name): what is \(value) of --\(option.name)?")
    }
  }

  @Test func `candidates come with a few words, asked of the daemon and tenant that the line names`() throws {
    let daemon = try RecordingDaemon { _ in
      (
        200,
        #"{"data":[{"id":"acc_1","code":"wallet:alice","class":"liability","currency":"IDR","available":2500000},{"id":"acc_2","code":null,"class":"asset","currency":"IDR","available":0}]}"#
      )
    }
    let (exit, output, remarks) = daemon.run([Completer.word, "-t", "toko", "account", "show", "wal"])
    #expect(exit == .done && remarks.isEmpty)
    #expect(output == "wallet:alice\tliability IDR Rp25.000\n")
    let request = try #require(daemon.requests.first)
    #expect(request.target == "/v1/accounts?code_prefix=wal&limit=100")
    #expect(request.headers["walletd-tenant"] == "toko")
    #expect(
      daemon.run([Completer.word, "account", "show", "acc_"]).output == "acc_1\tliability IDR Rp25.000\nacc_2\tasset IDR Rp0\n")
    #expect(daemon.run([Completer.word, "hold", "list", "--account=wallet:"]).output.hasPrefix("--account=wallet:alice\t"))
  }

  @Test func `without a daemon, or where it says no, nothing is said`() throws {
    #expect(Captured.run(Completer.word, "account", "show", "") == (.done, "", ""))
    let daemon = try RecordingDaemon { _ in (403, #"{"code":"permission_denied","detail":"no"}"#) }
    #expect(daemon.run([Completer.word, "key", "show", ""]) == (.done, "", ""))
    #expect(daemon.run([Completer.word, "--key-file", "-", "key", "show", ""]) == (.done, "", ""))
    #expect(daemon.requests.count == 1, "standard input is the shell's")
    #expect(
      daemon.run([Completer.word]) == (.done, CommandTable.resources.isEmpty ? "" : daemon.run([Completer.word, ""]).output, ""))
  }

  @Test func `what others have named cannot move the cursor of whoever completes`() throws {
    let daemon = try RecordingDaemon { _ in (200, #"{"data":[{"code":"toko","name":"a\u001b[2Jb\tc\nd","status":"active"}]}"#) }
    let output = daemon.run([Completer.word, "tenant", "show", ""]).output
    #expect(output.count { $0 == "\n" } == 1 && !output.contains("\u{1B}") && output.count { $0 == "\t" } == 1, "\(output)")
  }

  @Test func `an unknown shell is told which there are`() {
    let (exit, _, remarks) = Captured.run("completion", "bsh")
    #expect(exit == .usage && remarks.contains("did you mean 'bash'?"))
  }
}
