import JSON
import WalletAPI

/// How the daemon is doing: a line for each thing that is measured, with its last minutes, and the rows that make it behind Enter.
enum OverviewScreen {
  static let screen = Screen(
    name: "overview", aliases: ["home", "o"], digit: "1", tab: "overview", summary: "how the daemon and its tenants are doing",
    scope: .daemon,
    operation: .metrics, source: .pulse,
    columns: [
      ScreenColumn("WHAT", .text("name"), name: "name"), ScreenColumn("NOW", .text("now"), isRight: true),
      ScreenColumn(
        "LAST MINUTES", .made { row, context in CellText(row.text(at: context.showsASCII ? "ascii" : "graph"), .graph) },
        name: "graph"),
      ScreenColumn("MOST", .text("most"), priority: 1, isRight: true),
      ScreenColumn("MEANS", .text("means"), priority: 2, widest: 60, narrowest: 24),
    ],
    opens: Drill("") { row, _ in
      let screen = row.text(at: "opens")
      guard !screen.isEmpty else { return nil }
      let status = row.text(at: "status")
      var facts = ["screen": screen, "enter": row.text(at: "tenant")]
      if !status.isEmpty { facts["status"] = status }
      return Subject(label: status, facts: facts)
    },
    empty: "The daemon is being asked …", command: { _ in ["api", "GET", "/metrics"] })
}
