import Foundation
import Testing

/// Completion in the real shells, with the ids of a daemon that runs: keys are pressed, and what stands on the line then is looked at.
@Suite struct `Completion` {
  private let shop: Shop
  private let hold: String
  private let programs = URL(filePath: Program.walletctl.path).deletingLastPathComponent().path

  init() throws {
    shop = try Shop()
    for code in ["wallet:rini", "wallet:roni"] { try shop.connection.openAccount(code, tenant: Shop.tenant) }
    let placed = try shop.post("/v1/holds", "h", #"{"debit":"alice","credit":"bob","amount":400,"currency":"IDR"}"#)
    hold = HoldID.of(placed.lasting)
    for shell in ["bash", "zsh", "fish"] {
      let script = try Run([Program.walletctl.path, "completion", shell])
      try script.output.write(
        toFile: shop.folder.file(shell == "zsh" ? "_walletctl" : "walletctl.\(shell)"), atomically: true, encoding: .utf8)
    }
    try "".write(toFile: shop.folder.file("anchor.json"), atomically: true, encoding: .utf8)
  }

  private func shell(_ arguments: [String]) throws -> Run {
    try Run(
      arguments,
      environment: [
        "WALLETD_SOCKET": shop.daemon.socketPath, "WALLETD_TENANT": Shop.tenant, "WALLETD_KEY_FILE": "", "HOME": shop.folder.path,
        "PATH": "\(programs):/usr/bin:/bin", "TERM": "dumb", "LC_ALL": "C.UTF-8", "XDG_CONFIG_HOME": shop.folder.path,
        "XDG_DATA_HOME": shop.folder.path,
      ])
  }

  /// What each shell must offer for a line: candidates as they would stand on it.
  private var lines: [(line: String, offered: [String])] {
    [
      ("walletctl hol", ["hold"]), ("walletctl hold re", ["release"]), ("walletctl hold release hold_", [hold]),
      ("walletctl account show wallet:", ["wallet:rini", "wallet:roni"]),
      ("walletctl account show wallet:ri", ["wallet:rini"]), ("walletctl hold list --status re", ["released"]),
      ("walletctl hold list --account=wallet:ro", ["--account=wallet:roni"]), ("walletctl -t ", [Shop.tenant]),
      ("walletctl hold capture --keep", ["--keep-rest"]), ("walletctl verify --anchor an", ["anchor.json"]),
      ("walletctl account show nobody", []),
    ]
  }

  @Test func `in bash`() throws {
    // Bash hands over the line cut at its word breaks, and takes what follows the last of them.
    let script = #"""
      . "$HOME/walletctl.bash"; cd "$HOME"
      try() {
        COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDS=() COMPREPLY=()
        local rest=$1 word
        while [[ -n $rest ]]; do
          rest=${rest#"${rest%%[![:space:]]*}"}
          [[ $rest =~ ^([:=]+|[^[:space:]:=]+) ]] || break
          word=${BASH_REMATCH[1]}; COMP_WORDS+=("$word"); rest=${rest#"$word"}
        done
        [[ $1 == *[[:space:]] ]] && COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _walletctl
        local current=${1##* } cut=
        [[ $current == *[:=]* ]] && cut=${current%"${current##*[:=]}"}
        for word in "${COMPREPLY[@]}"; do echo "$cut$word"; done | sort
      }
      while IFS= read -r line; do echo "> $line"; try "$line"; done
      """#
    try expect(["/bin/bash", "--norc", "-c", script])
  }

  @Test func `in bash as it is typed, on a terminal`() throws {
    let words = [
      ("walletctl account show wallet:ri", "wallet:rini"), ("walletctl hold list --account=wallet:ro", "--account=wallet:roni"),
    ]
    for (line, expected) in words {
      // `script` plays the terminal; \t is the key; the line is then run by `echo`.
      let keys = "echo \(line)\t\nexit\n"
      try keys.write(toFile: shop.folder.file("keys"), atomically: true, encoding: .utf8)
      let setUp =
        ". $HOME/walletctl.bash; complete -F _walletctl_echo echo; PS1='$ '"
        + "; _walletctl_echo() { COMP_WORDS=(\"${COMP_WORDS[@]:1}\"); COMP_CWORD=$((COMP_CWORD-1)); COMP_LINE=${COMP_LINE#echo }; COMP_POINT=$((COMP_POINT-5)); _walletctl; }"
      try (setUp + "\n").write(toFile: shop.folder.file("bashrc"), atomically: true, encoding: .utf8)
      let run = try shell([
        "/bin/sh", "-c",
        #"(sleep 1; cat "$HOME/keys"; sleep 1) | script -qec "bash --noprofile --rcfile $HOME/bashrc -i" /dev/null"#,
      ])
      #expect(
        run.output.replacing("\r", with: "").contains(
          "\nwalletctl \(line.dropFirst("walletctl ".count).split(separator: " ").dropLast().joined(separator: " ")) \(expected)"),
        "\(run.output)")
    }
  }

  @Test func `in fish`() throws {
    let script = #"""
      source $HOME/walletctl.fish; cd $HOME
      while read -l line
        echo "> $line"
        complete -C "$line" | string replace -r '\t.*' '' | sort
      end
      """#
    try expect(["/usr/bin/fish", "--no-config", "-c", script])
  }

  @Test func `in zsh`() throws {
    // A shell on a pseudo-terminal; what would be inserted or listed is caught where zsh adds candidates.
    let script = #"""
      zmodload zsh/zpty; cd $HOME
      zpty shell zsh -f -i
      zpty -w shell "PS1=; unsetopt zle_bracketed_paste; cd $HOME; fpath=($HOME \$fpath); autoload -Uz compinit; compinit -u -D"
      zpty -w shell 'compadd() { if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return $?; fi
        local -a found; builtin compadd -O found "$@"; local word; for word in $found; do print -r -- "@$IPREFIX$word@" >>$HOME/offered; done; builtin compadd "$@" }'
      zpty -w shell 'report() { print >>$HOME/typed }; zle -N report; bindkey "^X" report; : >$HOME/offered'
      while IFS= read -r line; do
        : >$HOME/offered; rm -f $HOME/typed
        zpty -w -n shell "$line"$'\t'$'\x18'
        for turn in {1..200}; do [[ -e $HOME/typed ]] && break; zpty -r -t shell output 2>/dev/null; sleep 0.05; done
        print -r -- "> $line"; sed 's/^@//; s/@$//' $HOME/offered | sort -u
        zpty -w -n shell $'\x15'
      done
      zpty -d shell
      """#
    try expect(["/usr/bin/zsh", "-f", "-c", script])
  }

  /// Feeds the lines to a shell that answers with what it offers, and compares.
  private func expect(_ shell: [String]) throws {
    let input = lines.map(\.line).joined(separator: "\n") + "\n"
    try input.write(toFile: shop.folder.file("lines"), atomically: true, encoding: .utf8)
    let quoted = shell.map { "'" + $0.replacing("'", with: #"'\''"#) + "'" }.joined(separator: " ")
    let run = try self.shell(["/bin/sh", "-c", "\(quoted) <\"$HOME/lines\""])
    var answers: [String: [String]] = [:]
    var line = ""
    for text in run.output.split(separator: "\n").map(String.init) {
      if text.hasPrefix("> ") {
        line = String(text.dropFirst(2))
        answers[line] = []
      } else {
        answers[line]?.append(text.trimmingCharacters(in: .whitespaces))
      }
    }
    for (line, offered) in lines {
      #expect(answers[line] == offered, "\(line): \(answers[line] ?? ["nothing was answered"])\n\(run.output.suffix(1_500))")
    }
  }

  @Test func `takes no longer than a person waits, and says nothing without a daemon`() throws {
    let begin = ContinuousClock.now
    let run = try Run(
      [Program.walletctl.path, "__complete", "account", "show", ""],
      environment: ["WALLETD_SOCKET": shop.folder.file("nowhere.sock")])
    #expect(run.end == .exited(0) && run.output.isEmpty)
    #expect(ContinuousClock.now - begin < .seconds(1))
    // Standard input is the shell's, whatever the line says.
    let kept = try shell([
      "/bin/sh", "-c", "echo typed >\"$HOME/in\"; (walletctl __complete --key-file - key show ''; cat) <\"$HOME/in\"",
    ])
    #expect(kept.output == "typed\n")
    // One that does not answer costs a second.
    try shop.daemon.freeze()
    let asked = ContinuousClock.now
    let slow = try shell([Program.walletctl.path, "__complete", "account", "show", ""])
    shop.daemon.signal(SIGCONT)
    #expect(slow.end == .exited(0) && slow.output.isEmpty, "\(slow.output)")
    #expect(ContinuousClock.now - asked < .seconds(3))
  }
}
