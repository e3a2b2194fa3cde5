import JSON
import LedgerCore

/// One screen as it stands: what it is about, its rows, and where the cursor is. The trail is a stack of these.
struct Page: Sendable {
  /// Rows of the past that are kept.
  static let mostPast = 2_000

  /// Never used twice: answers find their page by it.
  let id: Int
  let screen: Screen
  var subject: Subject
  var window = RowWindow()
  /// Instead of the window: when rows are searched or ordered here.
  var gathering: Gathering?
  /// The gathered rows in the order they are shown in.
  var ordered: [JSONValue] = []
  /// What takes the gathered rows' place when it is complete: the same, read anew.
  var regathering: Gathering?
  /// Rows as they were at the moment looked at, by id.
  var past: [String: JSONValue] = [:]
  /// What was answered about rows beside the list, by their keys; and the rows that were asked about since they were read last.
  var beside: [String: JSONValue] = [:]
  var besideAsked: Set<String> = []
  var besideWaiting: [String] = []
  /// The head is newer than what is asked because of it.
  var wantsMore = false
  /// While a filter is typed: the rows in memory that fit so far.
  var sketch: [JSONValue]?
  var head: [JSONValue?] = []
  var selection = 0
  /// The first row shown.
  var top = 0
  /// The chosen column: an index into the screen's columns; nil: the row.
  var column: Int?
  var order: Order?
  var filter = ListFilter.none
  var trouble: Trouble?
  /// When the rows that are shown were answered.
  var loadedAt: Timestamp?
  /// The last ask of each slot: older answers are nobody's.
  var asked: [Ask.Slot: Int] = [:]
  /// Slots whose answer is awaited.
  var awaited: Set<Ask.Slot> = []
  /// Something has changed since the rows were read, and they were left alone.
  var isStale = false
  /// Widest cell of each column so far, so that columns do not jump while one scrolls.
  var widths: [Int] = []
  /// The row that somebody went to when it was not there yet: the cursor goes on to it when it is.
  var pendingRow: Int?
  /// Going to the end: pages are read until there is none, or a key stops it.
  var isRunningToEnd = false

  struct Order: Equatable, Sendable {
    var column: Int
    var isDescending: Bool
  }

  init(id: Int, screen: Screen, subject: Subject) {
    self.id = id
    self.screen = screen
    self.subject = subject
    widths = [Int](repeating: 0, count: screen.columns.count)
    if let order = screen.order, let column = screen.columns.firstIndex(where: { $0.title == order }) {
      self.order = Order(column: column, isDescending: false)
    }
  }

  /// Whether rows are searched or ordered here instead of being shown as they come.
  func gathers(_ request: ListRequest?) -> Bool { order != nil || !filter.words.isEmpty || request?.keep != nil }

  var count: Int { sketch?.count ?? (gathering == nil ? window.known : ordered.count) }

  var isComplete: Bool { gathering.map { $0.isComplete } ?? window.isComplete }

  var isBegun: Bool { gathering?.isBegun ?? window.isBegun }

  func row(_ index: Int) -> JSONValue? {
    if let sketch { return sketch.indices.contains(index) ? sketch[index] : nil }
    guard gathering != nil else { return window.row(index) }
    return ordered.indices.contains(index) ? ordered[index] : nil
  }

  var selected: JSONValue? { row(selection) }

  /// What the trail calls it.
  var title: String {
    if subject.label.isEmpty { return screen.name }
    // An id says itself what it is of.
    return IDs.screen(of: subject.label) == screen.name ? subject.label : "\(screen.name) \(subject.label)"
  }

  mutating func forget() {
    window = RowWindow()
    gathering = nil
    regathering = nil
    sketch = nil
    ordered = []
    past = [:]
    beside = [:]
    besideAsked = []
    head = []
    wantsMore = false
    selection = 0
    top = 0
    trouble = nil
    loadedAt = nil
    awaited = []
    isStale = false
    pendingRow = nil
    isRunningToEnd = false
  }
}
