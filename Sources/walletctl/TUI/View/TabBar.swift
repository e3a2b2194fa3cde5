/// The screens that digits lead to, in one line.
enum TabBar {
  struct Tab {
    let screen: Screen
    let columns: Range<Int>
  }

  static func tabs(width: Int) -> [Tab] {
    let gap = ScreenTable.tabs.reduce(0) { $0 + $1.tab.count + 2 } + 1 <= width ? 1 : 0
    var place = 0
    return ScreenTable.tabs.compactMap { screen in
      let end = place + 1 + gap / 2 + screen.tab.count
      guard end <= width else { return nil }
      defer { place = end + 1 }
      return Tab(screen: screen, columns: place..<end)
    }
  }
}
