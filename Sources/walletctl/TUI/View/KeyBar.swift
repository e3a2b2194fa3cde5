import Terminal

/// What the keys do here, in the last line: the screen's own first. What does nothing now is faint and in parentheses.
enum KeyBar {
  struct Item {
    let binding: KeyBinding
    let text: String
    let isDisabled: Bool
    let columns: Range<Int>
  }

  static func items(_ model: Model) -> [Item] {
    let glyphs = model.glyphs
    var place = 0
    var items: [Item] = []
    let bindings = KeyTable.all(on: model.screen).filter(\.isInBar)
    // Help is always there: it tells of all that has no room.
    let last = bindings.first { $0.name == "help" }
    let reserved = last.map { shown($0, glyphs).count + 1 + $0.name.count } ?? 0
    for binding in bindings where binding.name != "help" {
      let isDisabled = binding.disabled(model) != nil
      let name = isDisabled ? "(\(binding.name))" : binding.name
      let width = shown(binding, glyphs).count + 1 + name.count
      guard place + width + 2 + reserved <= model.size.columns else { continue }
      items.append(Item(binding: binding, text: name, isDisabled: isDisabled, columns: place..<place + width))
      place += width + 2
    }
    if let last {
      items.append(
        Item(binding: last, text: last.name, isDisabled: false, columns: place..<min(place + reserved, model.size.columns)))
    }
    return items
  }

  static func shown(_ binding: KeyBinding, _ glyphs: Glyphs) -> String {
    binding.keys == [.enter] ? glyphs.enter : String(binding.shown.prefix { $0 != " " })
  }
}
