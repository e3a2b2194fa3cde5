import JSON
import LedgerCore
import Terminal

/// Everything the terminal knows. A value: messages change it (`update`), a frame is made of it (`Painter`), and what is to happen outside
/// it says in effects.
struct Model: Sendable {
  /// What is fixed for a run.
  struct Settings: Sendable {
    var socketPath = ""
    /// The caller's tenant is fixed by its key.
    var hasFixedTenant = false
    /// Words before every `walletctl` command that is shown.
    var commandPrefix: [String] = []
    var largeAmounts = LargeAmounts()
    /// Rows a search reads before it stops and asks.
    var searchedRows = Gathering.mostRead
    var isASCII = false
    var colors = 256
  }

  enum Mode: Sendable {
    case browsing
    case command(LineEditor)
    case filtering(LineEditor)
    case moment(LineEditor)
    case exporting(LineEditor)
    case help(top: Int)
    case confirming(Confirmation)
    /// A `walletctl` command to read or copy.
    case showing(String)
  }

  enum Link: Sendable {
    case unknown
    case up
    case lost(Trouble, since: Timestamp)
  }

  struct Notice: Equatable, Sendable {
    let text: String
    let look: Look
    let until: Timestamp
  }

  let settings: Settings
  var size: TerminalSize
  var now: Timestamp
  var theme: Theme
  var tenant: String?
  var tenants: [String] = []
  /// Never empty; the last is shown.
  var trail: [Page] = []
  var mode = Mode.browsing
  var isWriting = false
  var isPaused = false
  var asOf: Timestamp?
  var link = Link.unknown
  var pulse = Pulse()
  var pulseAskedAt: Timestamp?
  var nextPulseAt: Timestamp?
  /// What was paid today in the tenant; nil: not known yet.
  var takings: Takings?
  var nextTakingsAt: Timestamp?
  /// Why there are no counters, if there are none.
  var pulseTrouble: Trouble?
  var findings: [Diagnosis] = []
  var notice: Notice?
  /// When the live feed was heard last; nil: never.
  var heardAt: Timestamp?
  var refreshedAt: Timestamp?
  /// Slots that belong to no page.
  var asked: [Ask.Slot: Int] = [:]
  var awaited: Set<Ask.Slot> = []
  /// The rows that are being asked about as they were.
  var pastAsked: [JSONValue] = []
  /// Codes of accounts, or names of merchants or wallets, that the daemon knows for what is being typed.
  var knownCodes: [String] = []
  private var numbers = 0

  init(settings: Settings, size: TerminalSize, now: Timestamp, theme: Theme, tenant: String?) {
    self.settings = settings
    self.size = size
    self.now = now
    self.theme = theme
    self.tenant = tenant
  }

  var glyphs: Glyphs { Glyphs(isASCII: settings.isASCII) }

  var page: Page {
    get {
      guard let last = trail.last else { preconditionFailure("the trail is never empty") }
      return last
    }
    set { trail[trail.count - 1] = newValue }
  }

  var screen: Screen { page.screen }

  mutating func nextNumber() -> Int {
    numbers += 1
    return numbers
  }

  func context(_ page: Page) -> ScreenContext {
    ScreenContext(
      subject: page.subject, tenant: tenant, asOf: page.screen.isMoney ? asOf : nil, now: now, query: page.filter.query,
      head: page.head, showsASCII: settings.isASCII)
  }

  var context: ScreenContext { context(page) }

  /// A row as it is shown: as it was, where a moment is looked at and the list only knows the present.
  func shown(_ index: Int, of page: Page) -> JSONValue? {
    page.row(index).map { shown($0, of: page) }
  }

  func shown(_ row: JSONValue, of page: Page) -> JSONValue {
    let key = Model.key(of: row)
    if asOf != nil, page.screen.isMoney, page.screen.asItWas != nil { return page.past[key] ?? Model.withoutNumbers(row) }
    guard let answer = page.beside[key], let beside = page.screen.beside else { return row }
    return beside.row(row, answer, context(page)) ?? row
  }

  /// What does not change about a row: the numbers of now would be taken for those of then.
  static func withoutNumbers(_ row: JSONValue) -> JSONValue {
    let kept = [
      "id", "code", "class", "currency", "normal_side", "debit", "debit_code", "credit", "credit_code", "placed_at", "expires_at",
      "reference", "amount", "wallet_id", "customer_id", "account",
    ]
    return .object(JSONObject(kept.compactMap { name in row[name].map { (name, $0) } }))
  }

  var selected: JSONValue? { shown(page.selection, of: page) }

  /// What tells rows of one list apart.
  static func key(of row: JSONValue) -> String {
    let id = IDs.own(row)
    guard id.isEmpty else { return id }
    return ["sequence", "name", "field"].lazy.map { row.text(at: $0) }.first { !$0.isEmpty } ?? row.description
  }

  mutating func say(_ text: String, _ look: Look = .notice, seconds: Int64 = 6) {
    notice = Notice(text: text, look: look, until: now.adding(seconds: seconds))
  }
}

/// From which amount on a confirmation wants it typed.
struct LargeAmounts: Sendable {
  /// In major units; rupiah have their own.
  var rupiah: Int64 = 10_000_000
  var others: Int64 = 1_000

  func isLarge(_ amount: Int64, _ currency: Currency) -> Bool {
    let most = currency.code == "IDR" ? rupiah : others
    let scale = (0..<currency.decimals).reduce(Int64(1)) { unit, _ in unit * 10 }
    let (minor, overflow) = most.multipliedReportingOverflow(by: scale)
    return !overflow && amount.magnitude >= UInt64(minor)
  }
}
