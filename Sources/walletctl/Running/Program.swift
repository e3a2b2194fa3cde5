import WalletAPI

/// Runs one command line from beginning to end. Everything around it is passed in, so that tests run it too.
enum Program {
  static func run(_ line: [String], environment: [String: String], streams: any Streams) -> ExitCode {
    defer { streams.flush() }
    // What the shells ask for while somebody types: it has no help, no options and no failures.
    if line.first == Completer.word {
      streams.out(Completer.answer(Array(line.dropFirst()), environment))
      return .done
    }
    do {
      switch try CommandLineParser.parse(line) {
      case .help(let words):
        streams.out(try HelpPage.text(words))
        return .done
      case .version:
        streams.out("walletctl \(ProductVersion.text)\n")
        return .done
      case .alone(let invocation):
        if streams.isOutTerminal, streams.canAsk { return run(invocation, environment, streams) }
        streams.out(try HelpPage.text([]))
        return .done
      case .run(let invocation): return run(invocation, environment, streams)
      }
    } catch {
      streams.remark("walletctl: \(error.text)\n")
      return .usage
    }
  }

  private static func run(_ invocation: Invocation, _ environment: [String: String], _ streams: any Streams) -> ExitCode {
    do {
      let session = try Session(invocation, environment: environment, streams: streams)
      try invocation.command.run(session)
      return .done
    } catch {
      streams.remark("walletctl: \(Plain.text(error.message))\n")
      for hint in error.hints { streams.remark("  \(Plain.text(hint))\n") }
      return error.exit
    }
  }
}
