import LedgerCore

/// Words of a provider that are kept and shown to people: one line, and short.
enum ShownText {
  /// `text` without control characters, cut to 200 bytes between two characters.
  static func line(_ text: String, most: Int = 200) -> Text {
    var line = ""
    var count = 0
    for scalar in text.unicodeScalars {
      let shown = scalar.properties.generalCategory == .control ? " " : scalar
      count += UTF8.width(shown)
      guard count <= most else { break }
      line.unicodeScalars.append(shown)
    }
    return Text(line)
  }
}
