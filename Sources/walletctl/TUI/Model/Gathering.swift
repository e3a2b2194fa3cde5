import JSON

/// Rows that are looked for one by one: what the API cannot filter or order is read through page by page, and what fits is kept.
///
/// Bounded twice: by rows kept and by rows read. Where rows are ordered, the first ones of the order are kept, whenever they come; else
/// the newest. Where a bound was met, `isCut` says so, and the screen does.
struct Gathering: Sendable {
  static let mostKept = 5_000
  /// Rows read until somebody says "go on".
  static let mostRead = 200_000
  /// Pages asked for in one go, so that a long search is not a round trip a page.
  static let pagesAtOnce = 10

  private(set) var rows: [JSONValue] = []
  private(set) var read = 0
  private(set) var next: String?
  private(set) var isBegun = false
  private(set) var isComplete = false
  /// Rows were left out because there were too many.
  private(set) var isFull = false
  private let step: Int
  private var bound: Int
  private let isOrdered: Bool

  init(most: Int = Gathering.mostRead, isOrdered: Bool = false) {
    step = most
    bound = most
    self.isOrdered = isOrdered
  }

  /// It has stopped before the end of the list.
  var isCut: Bool { isBegun && !isComplete && !isGoingOn }
  var isGoingOn: Bool { !isComplete && read < bound && (isOrdered || !isFull) }

  /// Takes the wanted rows of a page in. `order`: puts rows in order, for when there are too many.
  mutating func take(_ page: [JSONValue], read count: Int, next: String?, order: ([JSONValue]) -> [JSONValue] = { $0 }) {
    isBegun = true
    read += count
    rows += page
    if rows.count > (isOrdered ? 2 : 1) * Gathering.mostKept {
      if isOrdered { rows = order(rows) }
      rows.removeLast(rows.count - Gathering.mostKept)
      isFull = true
    }
    self.next = next
    isComplete = next == nil
  }

  mutating func goOn() { bound = read + step }
}
