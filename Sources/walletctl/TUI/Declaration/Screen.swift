import JSON
import Terminal
import WalletAPI
import WalletClient

/// One screen, declared: what it lists, how, and where it leads. Everything else about it (moving, filtering, ordering, exporting, help,
/// live refresh) is written once and works on this.
struct Screen: Sendable {
  enum Scope: Sendable {
    /// About the whole daemon.
    case daemon
    /// Inside one tenant.
    case tenant
  }

  /// Where its rows come from.
  enum Source: Sendable {
    /// A list of the API, page by page.
    case list(@Sendable (ScreenContext) -> ListRequest)
    /// The parts of what the head's first request answered.
    case parts(@Sendable ([JSONValue?], ScreenContext) -> [JSONValue])
    /// What the daemon's counters say.
    case pulse
    /// What the doctor found.
    case findings
  }

  /// What stands above the rows.
  struct Head: Sendable {
    let requests: @Sendable (ScreenContext) -> [ClientRequest]
    /// What is asked when the first request is answered, because only its answer says what; these answers stand behind those.
    var more: (@Sendable ([JSONValue?], ScreenContext) -> [ClientRequest])?
    /// Answers in the order of the requests; nil: not answered yet, or that one was refused.
    let facts: @Sendable ([JSONValue?], ScreenContext) -> [Fact]
  }

  struct Fact: Sendable {
    let name: String
    let cell: CellText

    init(_ name: String, _ cell: CellText) {
      self.name = name
      self.cell = cell
    }

    init(_ name: String, _ text: String, _ look: Look = .plain) { self.init(name, CellText(text, look)) }
  }

  /// What is asked about each row in view, because the list does not say it.
  struct RowQuestion: Sendable {
    let request: @Sendable (JSONValue, ScreenContext) -> ClientRequest
    /// The row of the list and the answer, together what is shown; nil where it cannot be told.
    let row: @Sendable (JSONValue, JSONValue, ScreenContext) -> JSONValue?
  }

  /// A further way down, with a key of its own.
  struct Way: Sendable {
    let key: Character
    let name: String
    let help: String
    let drill: Drill
  }

  /// What `:` takes.
  let name: String
  var aliases: [String] = []
  /// The key that leads to it from anywhere, and its word among the tabs.
  var digit: Character?
  var tab = ""
  /// One line for help and completion.
  let summary: String
  let scope: Scope
  /// Moves with the as-of cursor.
  var isMoney = false
  /// What it asks reads all of the ledger: only when somebody wants it, not whenever something changes.
  var isCostly = false
  /// `:name ARGUMENT` opens it about that.
  var argument: String?
  /// The permission of this operation is needed.
  let operation: OperationID
  var head: Head?
  /// The rows cannot be asked for before the head has answered.
  var needsHead = false
  let source: Source
  let columns: [ScreenColumn]
  var filters: [FilterField] = []
  /// How rows are ordered unless somebody orders them: the column's title. Nil: as the daemon lists them, newest first.
  var order: String?
  /// What else is asked about each row when a moment is looked at, where the list only knows the present.
  var asItWas: RowQuestion?
  /// What else is asked about each row now.
  var beside: RowQuestion?
  /// What is drawn as a QR code in place of rows, of what the head was answered; nil where there is none now.
  var code: (@Sendable ([JSONValue?], ScreenContext) -> String?)?
  /// Where Enter leads.
  var opens: Drill?
  var ways: [Way] = []
  var acts: [Act] = []
  /// Acts are about what the page is about, not about a row of it.
  var actsOnHead = false
  /// What is said where there is no row.
  var empty = "Nothing is like that."
  /// The same thing as words for `walletctl`.
  let command: @Sendable (ScreenContext) -> [String]
}

/// A list of the API, as a screen asks for it.
struct ListRequest: Sendable {
  var path: String
  var query: [(name: String, value: String?)] = []
  /// What the API cannot leave out is left out here: kept are the rows for which this holds.
  var keep: (@Sendable (JSONValue) -> Bool)?
  /// What `keep` means, for whoever looks at the screen.
  var keepNote = ""
  /// Nothing behind such a row is wanted: the list is read no further.
  var ends: (@Sendable (JSONValue) -> Bool)?
  /// A filter that every row of this list names in a `tenant` of its own, such as the audit trail's.
  var isAboutAllTenants = false

  func page(_ cursor: String?, rows: Int) -> ClientRequest {
    .get(path, query: query + [("limit", "\(rows)"), ("cursor", cursor)])
  }
}
