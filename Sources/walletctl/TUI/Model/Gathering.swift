import JSON

/// Rows that are looked for one by one: what the API cannot filter or order is read through page by page, and what fits is kept.
///
/// Bounded twice: by rows kept and by rows read. Where a bound was met, `isCut` says so, and the screen does.
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
  private let step: Int
  private(set) var bound: Int

  init(most: Int = Gathering.mostRead) {
    step = most
    bound = most
  }

  var isCut: Bool { isBegun && !isComplete && (rows.count >= Gathering.mostKept || read >= bound) }
  var isGoingOn: Bool { !isComplete && !isCut }

  mutating func take(_ page: [JSONValue], next: String?, keep: (JSONValue) -> Bool) {
    isBegun = true
    read += page.count
    for row in page where rows.count < Gathering.mostKept && keep(row) { rows.append(row) }
    self.next = next
    isComplete = next == nil
  }

  mutating func goOn() { bound = read + step }
}
