/// The help of a screen, made of the key table.
enum HelpText {
  struct Line {
    let key: String
    let text: String
    /// Why the key does nothing now.
    let reason: String
    let isTitle: Bool
  }

  static func lines(_ model: Model) -> [Line] {
    let screen = model.screen
    var lines = [
      Line(
        key: "",
        text:
          ":\(screen.name) \(screen.aliases.isEmpty ? "" : "(\(screen.aliases.joined(separator: ", "))) ")\(model.glyphs.dash) \(screen.summary)",
        reason: "", isTitle: true)
    ]
    for group in KeyBinding.Group.allCases {
      let bindings = KeyTable.all(on: screen).filter { $0.group == group }
      guard !bindings.isEmpty else { continue }
      lines.append(Line(key: "", text: "", reason: "", isTitle: false))
      lines.append(Line(key: "", text: group.rawValue, reason: "", isTitle: true))
      for binding in bindings {
        lines.append(
          Line(
            key: KeyText.shown(binding.shown, model.glyphs), text: binding.help, reason: binding.disabled(model) ?? "",
            isTitle: false))
      }
    }
    lines += [
      Line(key: "", text: "", reason: "", isTitle: false), Line(key: "", text: "The mouse", reason: "", isTitle: true),
      Line(
        key: "click", text: "a row, a tab, a key; again on a row: opens it; on a title: orders by it", reason: "", isTitle: false),
      Line(key: "wheel", text: "scrolls; hold Shift to select text as everywhere", reason: "", isTitle: false),
    ]
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
