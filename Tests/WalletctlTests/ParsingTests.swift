import Testing

@testable import walletctl

struct ParsingTests {
  private func invocation(_ line: [String]) throws -> Invocation? {
    guard case .run(let invocation) = try CommandLineParser.parse(line) else { return nil }
    return invocation
  }

  @Test(arguments: [
    ["transfer", "create", "a", "b", "--amount", "5", "--currency", "IDR", "--json"],
    ["transfer", "create", "a", "b", "--amount=5", "--currency=IDR", "--json"],
    ["transfer", "create", "a", "b", "-a", "5", "-cIDR", "-j"],
    ["-j", "--amount", "5", "transfer", "create", "-c=IDR", "a", "b"],
    ["transfer", "create", "-ja5", "-c", "IDR", "--", "a", "b"],
    ["--tenant", "toko", "transfer", "create", "a", "-t", "toko", "b", "-a", "5", "-c", "IDR", "-j"].filter {
      $0 != "-t" && $0 != "toko"
    }
    .map { $0 == "--tenant" ? "--quiet" : $0 },
  ])
  func `options come long and short, before and behind, with and without an equals sign`(line: [String]) throws {
    let line = line.first == "-j" ? ["-j", "transfer", "create", "--amount", "5", "-c=IDR", "a", "b"] : line
    let parsed = try #require(try invocation(line))
    #expect(parsed.command.name == "transfer create")
    #expect(parsed.argument("DEBIT") == "a")
    #expect(parsed.argument("CREDIT") == "b")
    #expect(parsed.value("amount") == "5")
    #expect(parsed.value("currency") == "IDR")
    #expect(parsed.has("json"))
  }

  @Test func `a global option's value before the command is not taken for the command`() throws {
    let parsed = try #require(try invocation(["--tenant", "account", "-s", "tenant", "tenant", "list"]))
    #expect(parsed.command.name == "tenant list")
    #expect(parsed.value("tenant") == "account")
    #expect(parsed.value("socket") == "tenant")
  }

  @Test func `a value may begin with a minus sign`() throws {
    let parsed = try #require(try invocation(["account", "limit", "a", "--floor", "-500000"]))
    #expect(parsed.value("floor") == "-500000")
  }

  @Test func `what may be repeated is kept in order`() throws {
    let parsed = try #require(try invocation(["transaction", "create", "-p", "a,b,1", "--posting", "c,d,2"]))
    #expect(parsed.values("posting") == ["a,b,1", "c,d,2"])
  }

  @Test(arguments: [
    (["accont", "list"], "there is no command 'accont'; did you mean 'account'?"),
    (["account", "lst"], "'account' has no verb 'lst'"), (["account", "lst"], "did you mean 'account list'?"),
    (["account"], "'account' needs a verb: create, list, show"),
    (["account", "list", "--curency", "IDR"], "there is no option --curency; did you mean '--currency'?"),
    (["account", "list", "-z"], "there is no option -z"), (["account", "show"], "ACCOUNT is missing"),
    (["account", "show", "a", "b"], "'b' is one argument too many"),
    (["transfer", "create", "a", "b"], "--amount AMOUNT is needed"),
    (["transfer", "create", "a", "b", "--amount"], "--amount needs a value"),
    (["transfer", "create", "a", "b", "-a"], "-a needs a value"),
    (["transfer", "create", "a", "b", "-a", "1", "-a", "2"], "--amount is given twice"),
    (["tenant", "list", "--json=yes"], "--json takes no value"),
    (["account", "create", "a", "-c", "IDR", "--class", "liabilty"], "did you mean 'liability'?"),
    (["report", "balance-shet"], "did you mean 'report balance-sheet'?"),
  ])
  func `a line that cannot be understood says why, and exits with 2`(line: [String], message: String) {
    let streams = Captured()
    #expect(Program.run(line, environment: [:], streams: streams) == .usage)
    #expect(streams.remarks.contains(message), "\(streams.remarks)")
    #expect(streams.output.isEmpty)
  }

  @Test(arguments: [("transfer", "transfers"), ("acount", "account"), ("tenat", "tenant"), ("teh", "the"), ("list", "list")])
  func `near words are found near`(word: String, other: String) {
    #expect(Suggestion.nearest(word, in: [other, "zzzzzzzz"]) == other)
  }

  @Test func `far words are not suggested`() {
    #expect(Suggestion.nearest("payout", in: ["account", "tenant", "hold"]) == nil)
    #expect(Suggestion.nearest("payouts", in: ["payout"]) == "payout")
    #expect(Suggestion.distance(Array("ab"), Array("ba")) == 1)
    #expect(Suggestion.distance(Array(""), Array("abc")) == 3)
  }

  /// The title of a column may be a whole file, when the file is no CSV.
  @Test func `a word without end is not compared letter by letter`() {
    let candidates = [String](repeating: "amount", count: 1_500)
    // Not a time limit of the test's: that would count its waiting for other tests.
    let elapsed = ContinuousClock().measure {
      #expect(Suggestion.nearest(String(repeating: "amount", count: 16_000), in: candidates) == nil)
    }
    #expect(elapsed < .seconds(20), "letter by letter it is minutes")
  }

  @Test(arguments: ["4111111111111111", "4111 1111 1111 1111", "wk_live_0123456789AB"])
  func `what may be a secret is not repeated when it is one argument too many`(extra: String) {
    #expect {
      try CommandLineParser.parse(["payment-method", "list", extra])
    } throws: { error in
      (error as? UsageError)?.message.contains("one too many") == true && !"\(error)".contains(extra.prefix(8))
    }
  }

  @Test func `every command has examples that it understands`() throws {
    for command in CommandTable.all {
      #expect(!command.examples.isEmpty, "\(command.name)")
      for example in command.examples where !example.line.contains("|") {
        // Words as a shell would split them, as far as the examples go.
        var words: [String] = []
        var quote: Character?
        var word: String?
        for letter in example.line {
          if letter == quote {
            quote = nil
          } else if quote == nil, letter == "'" || letter == "\"" {
            quote = letter
            word = word ?? ""
          } else if quote == nil, letter == " " {
            if let done = word { words.append(done) }
            word = nil
          } else {
            word = (word ?? "") + String(letter)
          }
        }
        if let word { words.append(word) }
        let line = Array(words.dropFirst().prefix { $0 != ">" })
        let outcome = try CommandLineParser.parse(line)
        guard case .run(let invocation) = outcome else {
          Issue.record("\(example.line)")
          continue
        }
        #expect(invocation.command.name == command.name || command.name.hasSuffix("statement"), "\(example.line)")
      }
    }
  }

  @Test func `no two options of a command have one name or letter`() {
    for command in CommandTable.all {
      let options = GlobalOptions.all + command.options
      #expect(Set(options.map(\.name)).count == options.count, "\(command.name)")
      let letters = options.compactMap(\.short)
      #expect(Set(letters).count == letters.count, "\(command.name): \(letters)")
    }
  }
}
