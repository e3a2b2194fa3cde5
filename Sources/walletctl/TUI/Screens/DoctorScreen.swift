import JSON
import WalletAPI

/// What is wrong with this installation, and what to do about it.
enum DoctorScreen {
  static let screen = Screen(
    name: "doctor", aliases: ["dr", "health"], digit: "0", tab: "doctor", summary: "what is wrong, and what to do",
    scope: .daemon,
    operation: .readyz, source: .findings,
    columns: [
      ScreenColumn(
        "STATE",
        .made { row, _ in
          switch row.text(at: "state") {
          case "ok": CellText("ok", .good, order: 2)
          case "warn": CellText("WARN", .warning, order: 1)
          case "skipped": CellText("skipped", .faint, order: 3)
          default: CellText("FAIL", .bad, order: 0)
          }
        }, name: "state"),
      ScreenColumn("CHECK", .text("name"), name: "name"), ScreenColumn("SEEN", .text("seen"), widest: 80, narrowest: 20),
      ScreenColumn("WHAT TO DO", .text("todo"), priority: 1, widest: 120, narrowest: 16, name: "todo"),
    ],
    opens: .record, empty: "The doctor is looking …", command: { _ in ["doctor"] })
}
