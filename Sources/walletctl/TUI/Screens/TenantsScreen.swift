import JSON
import WalletAPI

/// Tenants in reach. Enter goes into one: it is the one that all other screens are about from then on.
enum TenantsScreen {
  static let screen = Screen(
    name: "tenants", aliases: ["ten"], digit: "2", tab: "tenants", summary: "tenants; Enter goes into one", scope: .daemon,
    operation: .listTenants, source: .list { _ in ListRequest(path: "/v1/tenants", isAboutAllTenants: true) },
    columns: [
      ScreenColumn("CODE", .text("code")), ScreenColumn("NAME", .text("name"), priority: 1, narrowest: 12),
      ScreenColumn("MODE", .text("mode"), priority: 2),
      ScreenColumn("STATUS", .status("status")), ScreenColumn("CREATED", .time("created_at"), priority: 3, name: "created_at"),
      ScreenColumn("ID", .text("id"), priority: 4),
    ],
    opens: Drill(AccountsScreen.screen.name) { row, _ in Subject(facts: ["enter": row.text(at: "code")]) },
    ways: [
      Screen.Way(
        key: "a", name: "audit", help: "what was done to it",
        drill: Drill("audit") { row, _ in
          Subject(id: row.text(at: "id"), label: row.text(at: "code"), facts: ["tenant": row.text(at: "code")])
        })
    ],
    empty: "There is no tenant yet: walletctl tenant create CODE", command: { _ in ["tenant", "list"] })
}
