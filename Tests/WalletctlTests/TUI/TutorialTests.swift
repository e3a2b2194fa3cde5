import Terminal
import Testing

@testable import walletctl

/// Everyday questions, from a cold start, in at most five keys each. The tutorial is made of them, pictures and all.
struct TutorialTests {
  struct Question: Sendable {
    let question: String
    let keys: [TerminalInput.Key]
    /// What is on the screen then, and was not before the last key.
    let answers: [String]
    let before: String
    let after: String
  }

  static let questions = [
    Question(
      question: "Why is this balance lower than yesterday?", keys: ["3", .enter],
      answers: ["In 24 h -Rp100.000", "-Rp100.000  Rp1.250.000    Rp950.000  wallet:bob", "order-17"],
      before: "`3` shows the accounts. The cursor is on the first; `↓` would choose another, `/` would find one.",
      after: """
        **In 24 h** says by how much, and the entries below say why, newest first: each with what it changed, the balance after it, and the \
        account on the other side. Here it was Rp100.000 to wallet:bob for order-17, at 10:41. What is *held* does not lower the balance, only \
        what is available. `Enter` on an entry shows its transaction; `Esc` goes back up.
        """),
    Question(
      question: "What is holding this money, and until when?", keys: ["3", "h"],
      answers: ["in 3m 34s  Rp250.000  wallet:alice", "never       Rp50.000  wallet:alice"],
      before: "On an account, `h` shows what is reserved on it. (`5` shows every hold of the tenant.)",
      after: """
        The nearest expiry comes first. The first hold frees Rp250.000 in three and a half minutes unless it is captured; the second never \
        expires by itself. `Enter` shows a hold with its reference, and every entry that belongs to it.
        """),
    Question(
      question: "Who changed this account?", keys: ["3", .down, "a"],
      answers: ["uid:1000 pid:4711 login:1000", "account.freeze_requested"],
      before: "wallet:bob is frozen. `↓` chooses it, `a` shows the audit trail's rows about it.",
      after: """
        The user with the uid 1000 froze it. Rows are written before the act is done, by the daemon, and cannot be changed unseen; a platform's \
        own changes, made with its key, stand in the account's history instead. `d` shows every field of a row. Reading the trail needs the role \
        auditor or administrator; who has neither is told so here.
        """),
    Question(
      question: "What did everybody have yesterday at this time?", keys: ["3", "["],
      answers: ["AS OF 2026-11-19 10:50:26 UTC", "wallet:alice  liability      Rp1.350.000"],
      before: "`[` moves back by a day, `{` by an hour; `t` takes any time, such as `2026-11-01 14:30`.",
      after: """
        Every screen with money on it now shows that moment: balances, histories, transactions, the balance sheet. The line at the top says so \
        until `n` brings you back to now. Nothing can be done while you look at the past.
        """),
    Question(
      question: "Do the books add up?", keys: [":", "b", "s", .enter], answers: ["IDR balanced", "liabilities Rp999.000"],
      before: "`:` goes anywhere by name; `bs` is short for `balance-sheet`. `Tab` completes.",
      after: """
        Assets and expenses on one side, liabilities, equity and revenue on the other, summed by the daemon in this moment. `[` shows the same a \
        day ago; `!` shows it as a command for a script.
        """),
    Question(
      question: "Where is this customer's payment?", keys: [":", "i", .enter, .enter],
      answers: ["Customer c457", "Status requires_action", "midtrans  not_sent", "xendit    pending", "scan: c shows the code"],
      before:
        "`:` `i` is short for `intents`: what is to be paid, the newest first, with whose it is. `/c457` would find an older one.",
      after: """
        It waits for the customer, who has twelve and a half minutes left to scan the code; `c` shows it, to be scanned from the screen. Midtrans \
        was asked first and certainly was not reached, so Xendit was asked instead. `m` leads to the payment and its whole story: attempts, \
        postings, refunds, and every webhook byte for byte.
        """),
  ]

  @Test(arguments: questions.indices) func `an everyday question is answered within five keys of a cold start`(_ index: Int) {
    let question = TutorialTests.questions[index]
    #expect(question.keys.count <= 5)
    var stage = Stage()
    for key in question.keys.dropLast() { stage.press(key) }
    #expect(question.answers.contains { !stage.frame.contains($0) }, "the last key is needed")
    if let last = question.keys.last { stage.press(last) }
    for answer in question.answers { #expect(stage.frame.contains(answer), "\(answer)\n\(stage.frame)") }
  }

  @Test func `the tutorial shows what the terminal shows`() throws {
    var text = """
      # The terminal, in six questions

      <!-- Made by `make golden` from Tests/WalletctlTests/TUI: change it there. -->

      Log in on the server, and open it:

      ```sh (not run: it takes the whole terminal)
      walletctl -t toko
      ```

      (Without `-t` it takes `WALLETD_TENANT`, or the only tenant there is, or you choose one: `2`, `Enter`.) This is the overview: what the
      daemon does, how fast, and its last minutes. Every line leads to what makes it, with `Enter`.

      ```text
      \(busy().frame)```

      Three things carry you everywhere: the **digits** in the second line go to a screen, **Enter** goes down into what the cursor is on, **Esc**
      comes back up. The last line says what the keys do here; what is in parentheses does nothing just now, and says why when you press it. `?`
      shows all of them.

      """
    for (index, question) in TutorialTests.questions.enumerated() {
      var stage = Stage()
      for key in question.keys { stage.press(key) }
      text +=
        "\n## \(index + 1). \(question.question)\n\nKeys: \(question.keys.map(TutorialTests.name).joined(separator: " "))\n\n"
      text += "\(question.before)\n\n```text\n\(stage.frame)```\n\n\(question.after)\n"
    }
    var release = Stage()
    release.press("W", "5", "R")
    text += """

      ## Doing something

      Nothing can be changed until `W` switches write mode on; the first line says so as long as it is. Capital letters act: `R` on a hold
      releases it, `C` captures it, `V` on a transaction reverses it, `F` and `U` freeze and unfreeze an account, `K` rotates a key. On a payment `C` captures,
      `V` voids and `R` refunds, each after the amount was typed; `X` on an intent cancels it.

      ```text
      \(release.frame)```

      What will be posted is shown first, with the balances before and after. `y` does it, once: the request has a key of its own, and if the
      answer is lost, `Enter` asks again under the same key instead of doing it twice. From Rp10.000.000 on the amount has to be typed. You can do
      here what you can do with the other commands of `walletctl`, and no more: [who may do what](../operating/who-may-do-what.md).

      ## Taking it with you

      `!` shows the screen as a `walletctl` command, to copy into a script or a ticket. `e` writes the rows you see into a file, as CSV, JSON or
      text. `p` makes the screen stand still. `T` changes the colours; without any, and in a plain ASCII locale, all of it works too.

      Every key and screen: [the reference](../reference/terminal.md).

      """
    try Golden.expect(text, is: "../../docs/tutorial/terminal.md")
  }

  /// A daemon that has been looked at for half a minute.
  private func busy() -> Stage {
    var stage = Stage()
    for second in 1...30 {
      let commands = 1_200 + second * 40 + second % 7 * 5
      stage.daemon.instead["GET /metrics"] = .text(
        PaperDaemon.metrics.replacing("} 1200", with: "} \(commands)").replacing("} 90\n", with: "} \(90 + second * 9)\n")
          .replacing(
            "} 100\n", with: "} \(100 + second * 10)\n"))
      stage.wait(seconds: 1)
    }
    return stage
  }

  private static func name(_ key: TerminalInput.Key) -> String {
    switch key {
    case .enter: "`Enter`"
    case .down: "`↓`"
    case .character(let scalar): "`\(scalar)`"
    default: "\(key)"
    }
  }
}
