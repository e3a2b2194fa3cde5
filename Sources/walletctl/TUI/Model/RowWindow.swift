import JSON

/// The part of a list that is in memory: pages around what is looked at, out of a list of any length.
///
/// Lists of the API come newest first, a page and a cursor at a time, forward only. The cursor of every page that was passed is kept (a
/// dozen bytes), the rows of at most `mostPages` around the viewport; what was let go is asked for again by its cursor. So a million
/// rows are scrolled through in bounded memory, and the way back is as quick as the way there.
struct RowWindow: Sendable {
  /// Rows asked for at a time: as many as the API gives.
  static let pageRows = 100
  static let mostPages = 12

  private struct Part: Sendable {
    /// Where it begins; nil: the newest row.
    let cursor: String?
    let first: Int
    var count: Int
    /// Nil: not in memory now.
    var rows: [JSONValue]?
  }

  /// A page to ask for.
  struct Wanted: Equatable, Sendable {
    let index: Int
    let cursor: String?
  }

  private var parts: [Part] = []
  /// Where the page behind the last known one begins; nil at the end of the list, and before anything is known.
  private var next: String?
  private(set) var isBegun = false

  /// Rows that are known to be there, in memory or not.
  var known: Int { parts.last.map { $0.first + $0.count } ?? 0 }
  /// Whether `known` is all there is.
  var isComplete: Bool { isBegun && next == nil }
  /// For the bound: rows that are held.
  var held: Int { parts.reduce(0) { $0 + ($1.rows?.count ?? 0) } }

  func row(_ index: Int) -> JSONValue? {
    guard let part = part(of: index), let rows = parts[part].rows, index - parts[part].first < rows.count else { return nil }
    return rows[index - parts[part].first]
  }

  /// Every row that is in memory, in order.
  var rows: [JSONValue] { parts.flatMap { $0.rows ?? [] } }

  /// The first page that is missing to show these rows, and one page ahead of them.
  func wanted(for rows: Range<Int>) -> Wanted? {
    guard isBegun else { return Wanted(index: 0, cursor: nil) }
    if let part = parts.firstIndex(where: {
      $0.rows == nil && $0.first < rows.upperBound && $0.first + $0.count > rows.lowerBound
    }) {
      return Wanted(index: part, cursor: parts[part].cursor)
    }
    guard let next, rows.upperBound + RowWindow.pageRows / 2 > known else { return nil }
    return Wanted(index: parts.count, cursor: next)
  }

  /// The page that the newest row is on.
  var first: Wanted { Wanted(index: 0, cursor: nil) }

  /// A page by its place; nil where none can be asked for yet.
  func part(_ index: Int) -> Wanted? {
    if index < parts.count { return Wanted(index: index, cursor: parts[index].cursor) }
    return index == parts.count && isBegun ? next.map { Wanted(index: index, cursor: $0) } : nil
  }

  /// The page a row is on.
  func holding(_ row: Int) -> Wanted? { part(of: row).map { Wanted(index: $0, cursor: parts[$0].cursor) } }

  /// Takes an answered page in. A page whose end has moved makes what came after it begin somewhere else: that is forgotten.
  mutating func take(_ page: Wanted, rows: [JSONValue], next: String?) {
    guard page.index <= parts.count else { return }
    if page.index == parts.count {
      guard isBegun ? page.cursor == self.next : page.index == 0 else { return }
      parts.append(Part(cursor: page.cursor, first: known, count: rows.count, rows: rows))
      self.next = next
    } else {
      guard parts[page.index].cursor == page.cursor else { return }
      let follower = page.index + 1 < parts.count ? parts[page.index + 1].cursor : self.next
      if parts[page.index].count == rows.count, follower == next {
        parts[page.index].rows = rows
      } else {
        parts.removeLast(parts.count - page.index)
        parts.append(Part(cursor: page.cursor, first: known, count: rows.count, rows: rows))
        self.next = next
      }
    }
    isBegun = true
    forget(but: page.index)
  }

  /// Keeps only what is around a row: for a list that is left, and may be come back to.
  mutating func settle(around row: Int) {
    let kept = part(of: row) ?? 0
    for place in parts.indices where abs(place - kept) > 1 { parts[place].rows = nil }
  }

  private func part(of row: Int) -> Int? {
    guard row >= 0, row < known else { return nil }
    var (low, high) = (0, parts.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if parts[middle].first <= row { low = middle } else { high = middle - 1 }
    }
    // An empty page (a filter may make one) begins where its follower does.
    while parts[low].count == 0, low > 0 { low -= 1 }
    return low
  }

  /// Lets the rows go that are farthest from a page.
  private mutating func forget(but index: Int) {
    let reach = RowWindow.mostPages / 2
    for place in parts.indices where parts[place].rows != nil && abs(place - index) > reach { parts[place].rows = nil }
  }
}
