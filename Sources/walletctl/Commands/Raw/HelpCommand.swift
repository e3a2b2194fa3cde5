enum HelpCommand {
  static let help = Command(
    words: ["help"], summary: "Tell about a command", arguments: [Argument("COMMAND", "its words", .many)],
    examples: [.init("walletctl help transfer create", "the same as walletctl transfer create --help")],
    run: { session throws(CommandFailure) in
      do throws(UsageError) {
        session.streams.out(try HelpPage.text(session.invocation.arguments("COMMAND")))
      } catch {
        throw CommandFailure(.usage, error.sentence, hints: [error.pointer])
      }
    })
}
