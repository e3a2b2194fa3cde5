import JSON
import WalletAPI
import WalletClient

/// Customers, and what their tier is.
enum CustomersScreen {
  static let screen = Screen(
    name: "customers", aliases: ["cus"], summary: "whose wallets there are, and how well they are known", scope: .tenant,
    operation: .listCustomers,
    source: .list { ListRequest(path: "/v1/customers", query: $0.parameters("status")) },
    columns: [
      ScreenColumn("CUSTOMER", .text("customer_id"), widest: 32, narrowest: 10, name: "customer_id"),
      ScreenColumn("NAME", .text("name"), priority: 1, widest: 32, narrowest: 10),
      ScreenColumn("STATUS", .status("status"), priority: 2), ScreenColumn("TIER", .text("kyc_tier"), name: "kyc_tier"),
      ScreenColumn("WALLETS", .made(count), priority: 3, isRight: true),
      ScreenColumn("CREATED", .time("created_at"), priority: 4, name: "created_at"), ScreenColumn("ID", .text("id"), priority: 5),
    ],
    filters: [FilterField("status", choices: WireWords.customerStates)],
    opens: Drill("customer") { row, _ in Subject(id: row.text(at: "customer_id")) },
    acts: CustomerActs.all,
    empty: "There is no customer yet: walletctl customer create NAME",
    command: { ["customer", "list"] + Words.filters($0, "status") })

  @Sendable private static func count(_ row: JSONValue, _ context: ScreenContext) -> CellText {
    let count = row["wallets"]?.arrayValue?.count ?? 0
    return CellText("\(count)", order: Int64(count))
  }
}

/// One customer, and their wallets.
enum CustomerScreen {
  static let screen = Screen(
    name: "customer", summary: "one customer, and their wallets", scope: .tenant, isMoney: true, argument: "NAME or cus_…",
    operation: .getCustomer,
    head: Screen.Head(requests: { [.get(PercentCoding.path("/v1/customers", $0.subject.id))] }, facts: facts), needsHead: true,
    source: .list { context in
      let id = context.head.first.flatMap { $0 }?.text(at: "id") ?? ""
      return ListRequest(path: "/v1/wallets", keep: { $0.text(at: "customer") == id }, keepNote: "of all wallets, theirs")
    },
    columns: WalletsScreen.screen.columns, beside: WalletsScreen.screen.beside, opens: WalletsScreen.screen.opens,
    empty: "They have no wallet.", command: { ["customer", "show", $0.subject.id] })

  @Sendable private static func facts(_ head: [JSONValue?], _ context: ScreenContext) -> [Screen.Fact] {
    guard let customer = head.first.flatMap({ $0 }) else { return [] }
    var facts = PaymentCells.fact("Name", customer.text(at: "name"))
    facts.append(Screen.Fact("Status", PaymentCells.status(customer.text(at: "status"))))
    facts += PaymentCells.fact("Tier", customer.text(at: "kyc_tier"))
    for limit in customer["limits"]?.arrayValue ?? [] {
      let (name, currency) = (limit.text(at: "name").replacing("_", with: " "), limit.text(at: "currency"))
      let of = context.amounts.text(limit["limit"], currency)
      facts.append(
        Screen.Fact(
          name.prefix(1).uppercased() + name.dropFirst(), "\(context.amounts.text(limit["left"], currency)) of \(of) left"))
    }
    facts.append(Screen.Fact("Created", TimeText.seconds(customer.text(at: "created_at"))))
    return facts + [Screen.Fact("Id", customer.text(at: "id"), .faint)]
  }
}

/// What can be done to a customer.
enum CustomerActs {
  static let all = [suspend, activate]

  static let suspend = move(
    "S", "suspend", "nothing new to their wallets or by them", "suspended",
    "What was begun before is captured and given back.")
  static let activate = move("A", "activate", "their wallets take part again", "active", "Their wallets take part again.")

  private static func move(
    _ key: Character, _ name: String, _ help: String, _ state: String, _ what: String
  ) -> Act {
    Act(
      key: key, name: name, help: help, operation: .changeCustomer,
      refusal: { $0.text(at: "status") == state ? "they are \(state)" : nil }, subject: { .get(path($0)) },
      question: { "\(name.prefix(1).uppercased() + name.dropFirst()) \(Plain.text($0.text(at: "customer_id")))? \(what)" },
      request: { (path($0), ["status": .string(state)]) },
      command: { ["customer", "change", $0.text(at: "customer_id"), "--status", state] },
      done: { "\(Plain.text($0.text(at: "customer_id"))) is \($0.text(at: "status"))." })
  }

  private static func path(_ customer: JSONValue) -> String {
    PercentCoding.path("/v1/customers", customer.text(at: "customer_id"))
  }
}
