/// The signs a screen is drawn with: as they should be, or in ASCII where the locale has nothing else.
struct Glyphs: Sendable {
  let isASCII: Bool

  var ellipsis: String { isASCII ? "~" : "…" }
  var arrow: String { isASCII ? ">" : "›" }
  var enter: String { isASCII ? "Enter" : "↵" }
  var up: String { isASCII ? "^" : "▲" }
  var down: String { isASCII ? "v" : "▼" }
  var cursor: String { isASCII ? ">" : "▸" }
  var dot: String { isASCII ? "*" : "●" }
  var hollow: String { isASCII ? "o" : "○" }
  var horizontal: String { isASCII ? "-" : "─" }
  var vertical: String { isASCII ? "|" : "│" }
  var corners: (String, String, String, String) { isASCII ? ("+", "+", "+", "+") : ("╭", "╮", "╰", "╯") }
  var dash: String { isASCII ? "-" : "–" }

  /// Eight heights of a bar, the lowest first.
  private var bars: [String] {
    isASCII ? [".", ":", "-", "=", "+", "*", "#", "@"] : ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  }

  /// One line of bars, the newest at the right; values from 0 up. A gap where nothing was measured.
  func sparkline(_ values: [Int64?], width: Int) -> String {
    let shown = values.suffix(width)
    let most = max(1, shown.compactMap { $0 }.max() ?? 1)
    let line = shown.map { value in
      guard let value else { return " " }
      return bars[value <= 0 ? 0 : min(7, Int((Int128(value) * 7 + Int128(most) / 2) / Int128(most)))]
    }
    return String(repeating: " ", count: width - shown.count) + line.joined()
  }

  /// The same over several lines, the highest first.
  func graph(_ values: [Int64?], width: Int, height: Int) -> [String] {
    let shown = values.suffix(width)
    let most = Int128(max(1, shown.compactMap { $0 }.max() ?? 1))
    let steps = Int128(height * 8)
    let pad = String(repeating: " ", count: width - shown.count)
    return (0..<height).reversed().map { line in
      pad
        + shown.map { value in
          guard let value else { return " " }
          let filled = Int((Int128(max(0, value)) * steps + most / 2) / most) - line * 8
          if filled >= 8 { return bars[7] }
          if filled > 0 { return bars[filled - 1] }
          return line == 0 ? bars[0] : " "
        }.joined()
    }
  }
}
