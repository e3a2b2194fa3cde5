/// The help of a screen, made of the key table: its own keys first.
enum HelpText {
  struct Line: Equatable {
    var key = ""
    var text: String
    var indent = 0
    var isTitle = false
    var isFaint = false
  }

  static func lines(_ model: Model, width: Int) -> [Line] {
    let screen = model.screen
    let aliases = screen.aliases.isEmpty ? "" : " (also \(screen.aliases.map { ":" + $0 }.joined(separator: ", ")))"
    var lines = [Line(text: ":\(screen.name)\(aliases) \(model.glyphs.dash) \(screen.summary)", isTitle: true)]
    let own = KeyTable.own(screen)
    if !own.isEmpty { lines += section("On this screen", own, model, width) }
    if !screen.filters.isEmpty {
      lines += [Line(text: ""), Line(text: "Filters that the daemon knows", isTitle: true)]
      for field in screen.filters {
        lines += wrapped(field.name + ":", field.choices.isEmpty ? "any text" : field.choices.joined(separator: ", "), "", width)
      }
    }
    for group in KeyBinding.Group.allCases {
      let bindings = (KeyTable.general + KeyTable.tabs).filter { $0.group == group }
      if !bindings.isEmpty { lines += section(group.rawValue, bindings, model, width) }
    }
    lines += [Line(text: ""), Line(text: "The mouse", isTitle: true)]
    lines += wrapped("click", "a row, a tab, a key; again on a row: opens it; on a title: orders by it", "", width)
    lines += wrapped("wheel", "scrolls; hold Shift to select text as everywhere", "", width)
    return lines
  }

  private static func section(_ title: String, _ bindings: [KeyBinding], _ model: Model, _ width: Int) -> [Line] {
    [Line(text: ""), Line(text: title, isTitle: true)]
      + bindings.flatMap { binding in
        wrapped(
          KeyText.shown(binding.shown, model.glyphs), KeyText.shown(binding.help, model.glyphs), binding.disabled(model) ?? "",
          width)
      }
  }

  private static let keys = 20

  private static func wrapped(_ key: String, _ text: String, _ reason: String, _ width: Int) -> [Line] {
    var lines = Painter.wrapped(text, width: width - keys).map { Line(text: $0, indent: keys, isFaint: !reason.isEmpty) }
    if !reason.isEmpty {
      lines += Painter.wrapped("(not now: \(reason))", width: width - keys).map { Line(text: $0, indent: keys, isFaint: true) }
    }
    lines[0].key = key
    return lines
  }
}

/// Arrows in words where they cannot be shown.
enum KeyText {
  static func shown(_ text: String, _ glyphs: Glyphs) -> String {
    guard glyphs.isASCII else { return text }
    return text.replacing("↑", with: "Up").replacing("↓", with: "Down").replacing("←", with: "Left").replacing("→", with: "Right")
  }
}
