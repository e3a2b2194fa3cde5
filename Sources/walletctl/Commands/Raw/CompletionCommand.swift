enum CompletionCommand {
  static let completion = Command(
    words: ["completion"], summary: "Print what makes a shell complete walletctl's words, options and live ids",
    details: """
      Commands, options and their values come from walletctl itself; codes and ids of tenants, accounts, holds, transactions, keys and \
      payment methods are asked of the daemon while you type, as you: what you may not list is not offered. `make install` and the package \
      put the scripts where the shells look.
      """,
    arguments: [Argument("SHELL", "bash, zsh or fish")],
    examples: [
      .init("walletctl completion bash > walletctl", "into ~/.local/share/bash-completion/completions"),
      .init("walletctl completion zsh > _walletctl", "into a folder of $fpath"),
      .init("walletctl completion fish > walletctl.fish", "into ~/.config/fish/completions"),
    ],
    run: { session throws(CommandFailure) in
      let name = session.invocation.argument("SHELL")
      guard let script = CompletionScript(rawValue: name) else {
        let near = Suggestion.nearest(name, in: CompletionScript.allCases.map(\.rawValue)).map { "; did you mean '\($0)'?" } ?? ""
        throw .usage("there is no completion for '\(name.prefix(40))', only for bash, zsh and fish\(near)")
      }
      session.streams.out(script.text)
    })
}
