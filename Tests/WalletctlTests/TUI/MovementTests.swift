import JSON
import Terminal
import Testing
import WalletClient

@testable import walletctl

/// Moving about: down, up, anywhere.
struct MovementTests {
  @Test func `down and up again one is where one was`() {
    var stage = Stage(start: "accounts")
    stage.press(.down, .enter)
    #expect(stage.line(2).contains("accounts › account wallet:bob"))
    stage.press(.escape)
    #expect(stage.line(2).hasPrefix(" accounts "))
    #expect(stage.frame.contains("▸ wallet:bob"))
  }

  @Test func `every number opens what makes it`() {
    var stage = Stage(120, 30, start: "accounts")
    // POSTED, PENDING: the entries, the holds.
    stage.press(.right, .right, .right, .right, .enter)
    #expect(stage.line(2).contains("› account wallet:alice"), "\(stage.line(2))")
    stage.press(.escape, .right, .enter)
    #expect(stage.line(2).contains("› holds wallet:alice"), "\(stage.line(2))")
    #expect(
      stage.asked.last { $0.request.path == "/v1/holds" }?.request.query.contains { $0 == ("account", PaperDaemon.id("acc", 1)) }
        == true)
    stage.press(.enter)
    #expect(stage.line(2).contains("hold_"), "\(stage.line(2))")
  }

  @Test func `an event's object opens what it happened to, whatever that is`() {
    var stage = Stage(start: "events")
    stage.press(.right, .right, .right, .enter)
    #expect(stage.line(2).contains("events › txn_"), "\(stage.line(2))")
    stage.press(.escape, .down, .enter)
    #expect(stage.line(2).contains("events › hold_"), "\(stage.line(2))")
  }

  @Test(arguments: [
    ("accounts", " accounts"), ("acc", " accounts"), ("txn \(PaperDaemon.id("txn", 14))", " txn_"),
    (PaperDaemon.id("txn", 14), " txn_"),
    (PaperDaemon.id("hold", 1), " hold_"), (PaperDaemon.id("acc", 1), " acc_"), ("account wallet:alice", " account wallet:alice"),
    ("h", " holds"), ("accounts class:asset", " accounts"), ("tenant toko", " accounts"), ("dr", " doctor"),
  ])
  func `anything is reached by its name`(typed: String, trail: String) {
    var stage = Stage()
    stage.type(":" + typed)
    stage.press(.enter)
    #expect(stage.line(2).hasPrefix(trail), "\(stage.line(2))")
    #expect(stage.model.trail.count == 1, "the trail begins anew")
  }

  @Test(arguments: [
    ("te", "tenant"), ("acco", "account"), ("tx", "txn"), ("holds", "holds"), ("acc ", "acc"), ("theme l", "theme light"),
    ("tenant t", "tenant toko"),
  ])
  func `what is typed is completed`(typed: String, completed: String) {
    var stage = Stage()
    stage.type(":" + typed)
    stage.press(.tab)
    #expect(stage.line(-2).hasPrefix(":" + completed), "\(stage.line(-2))")
  }

  @Test(arguments: ScreenTable.reserved.map(\.name))
  func `the screens to come say with what they come, and are not offered`(name: String) {
    var stage = Stage()
    stage.type(":" + name)
    stage.press(.enter)
    #expect(stage.line(-2).contains("\(name): this screen comes with"))
    #expect(stage.line(2).hasPrefix(" overview"))
    #expect(!Completion.candidates("", stage.model).contains(name))
  }

  @Test func `a word that is nothing suggests what it may have meant`() {
    var stage = Stage()
    stage.type(":acounts")
    stage.press(.enter)
    #expect(stage.line(-2).contains("did you mean :accounts?"))
  }

  @Test func `a list of another tenant is another list`() {
    var stage = Stage(start: "accounts")
    stage.type(":tenant warung")
    stage.press(.enter)
    #expect(stage.asked.last?.tenant == "warung")
    #expect(stage.followed.last == "warung")
    #expect(stage.line(0).contains("warung"))
  }

  @Test func `the only tenant there is, is meant`() {
    let stage = Stage(tenant: nil)
    #expect(stage.model.tenant == "toko")
  }

  @Test func `a key's tenant is not named, and not changed`() {
    var stage = Stage(tenant: nil, fixed: true, start: "accounts")
    #expect(stage.asked.allSatisfy { $0.tenant == nil })
    #expect(stage.frame.contains("wallet:alice"))
    stage.type(":tenant warung")
    stage.press(.enter)
    #expect(stage.line(-2).contains("opens its own tenant"))
  }

  @Test func `rows are ordered by the chosen column, the other way, and as they come`() {
    var stage = Stage(120, 30, start: "accounts")
    stage.press(.right, .right, .right, .right, "s")
    #expect(stage.frame.contains("by posted ▼"))
    #expect(stage.model.page.ordered.map { $0.text(at: "code") } == ["bank", "wallet:alice", "wallet:bob", "wallet:金子"])
    stage.press("s")
    #expect(stage.model.page.ordered.first?.text(at: "code") == "wallet:金子")
    stage.press("s")
    #expect(stage.model.page.gathering == nil)
    #expect(stage.model.page.row(0)?.text(at: "code") == "wallet:alice")
  }

  @Test func `what ends first comes first, what never ends comes last`() {
    let stage = Stage(start: "holds")
    #expect(stage.model.page.ordered.map { $0.text(at: "id") } == [1, 2, 3].map { PaperDaemon.id("hold", $0) })
  }

  @Test(arguments: [
    ("alice", ["wallet:alice"]), ("!wallet", ["bank"]), ("frozen", ["wallet:bob"]), ("ALICE open", ["wallet:alice"]),
    ("code:wallet:b", []), ("金", ["wallet:金子"]), ("nobody", []),
  ])
  func `rows are filtered by words`(text: String, codes: [String]) {
    var stage = Stage(start: "accounts")
    stage.type("/" + text)
    stage.press(.enter)
    if text.hasPrefix("code:") {
      #expect(stage.asked.last?.request.query.contains { $0 == ("code_prefix", "wallet:b") } == true, "that one the daemon does")
    } else {
      #expect((0..<stage.model.page.count).compactMap { stage.model.page.row($0)?.text(at: "code") } == codes)
    }
    stage.press(.escape)
    #expect(stage.model.page.count == 4 && stage.model.page.filter.isEmpty)
  }

  @Test func `a search of a long list says how far it has come, stops, and goes on`() {
    var daemon = PaperDaemon()
    daemon.accountCount = 5_000
    var stage = Stage(searched: 3_000, start: "accounts", daemon: daemon)
    stage.type("/wallet:4999")
    stage.press(.enter)
    #expect(stage.line(2).contains("0 found; stopped after 3,"), "\(stage.line(2))")
    stage.press("+")
    #expect(stage.line(2).contains("1 of 5,000"), "\(stage.line(2))")
    #expect(stage.frame.contains("▸ wallet:4999"))
  }

  @Test func `the mouse does what the keys do`() {
    var stage = Stage(start: "accounts")
    stage.hear(.input(.click(column: 4, row: 5)))
    #expect(stage.model.page.selection == 1)
    stage.hear(.input(.click(column: 4, row: 5)))
    #expect(stage.line(2).contains("account wallet:bob"))
    let tab = TabBar.tabs(width: 80)[4]
    stage.hear(.input(.click(column: tab.columns.lowerBound, row: 1)))
    #expect(stage.line(2).hasPrefix(" holds"))
    stage.hear(.input(.wheel(3, column: 4, row: 6)))
    #expect(stage.model.page.selection == 2)
    let bar = KeyBar.items(stage.model)
    stage.hear(.input(.click(column: bar[bar.count - 1].columns.lowerBound, row: 23)))
    #expect(stage.frame.contains("help"))
  }

  @Test func `q goes up, and ends at the top; Ctrl-C ends anywhere`() {
    var stage = Stage(start: "accounts")
    stage.press(.enter, "q")
    #expect(!stage.hasQuit)
    stage.press("q")
    #expect(stage.hasQuit)
    var other = Stage(start: "accounts")
    other.press(.enter, "?")
    other.hear(.input(.interrupted))
    #expect(other.hasQuit)
  }

  @Test func `a filter shows while it is typed what it would leave, and Esc puts all of it back`() {
    var stage = Stage(start: "accounts")
    let asked = stage.asked.count
    stage.type("/wallet:b")
    #expect(stage.frame.contains("▸ wallet:bob") && !stage.frame.contains("alice"))
    #expect(stage.line(2).contains("1 of what was read"))
    #expect(stage.asked.count == asked, "nothing is asked for that")
    stage.press(.backspace)
    #expect(stage.frame.contains("wallet:alice"))
    stage.press(.escape)
    #expect(stage.frame.contains("bank") && stage.model.page.sketch == nil && stage.model.page.filter.isEmpty)
    stage.type("/class:asset")
    #expect(stage.frame.contains("wallet:alice"), "that one the daemon does, with Enter")
  }

  @Test func `accounts are completed with what the daemon knows`() {
    var stage = Stage()
    stage.type(":account wallet:")
    #expect(stage.line(-2).contains("account wallet:alice  account wallet:bob"))
    stage.type("b")
    stage.press(.tab)
    #expect(stage.line(-2).hasPrefix(":account wallet:bob"))
    stage.press(.enter)
    #expect(stage.line(2).hasPrefix(" account wallet:bob"))
  }

  @Test func `merchants and wallets are completed, too`() {
    var stage = Stage()
    stage.type(":merchant m")
    #expect(stage.line(-2).contains("merchant m123") && !stage.line(-2).contains("ani"))
    stage.press(.tab, .enter)
    #expect(stage.line(2).hasPrefix(" merchant m123"), "\(stage.line(2))")
    stage.type(":wallet a")
    stage.press(.tab, .enter)
    #expect(stage.frame.contains("Available Rp12.000.000"), "\(stage.frame)")
  }

  @Test func `the chosen column is said in words`() {
    var stage = Stage(start: "accounts")
    stage.press(.right, .right, .right)
    #expect(stage.line(-2).contains("column posted: Enter opens what makes it, s orders by it"))
  }
}
