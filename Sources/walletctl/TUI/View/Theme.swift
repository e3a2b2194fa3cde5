import Terminal

/// How roles look.
enum Theme: String, CaseIterable, Sendable {
  case dark, light, mono
  /// For the common kinds of colour blindness: blue and orange, no red against green.
  case colorblind = "colour-blind"

  var next: Theme {
    let all = Theme.allCases
    return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
  }

  var meaning: String {
    switch self {
    case .dark: "on a dark background"
    case .light: "on a light background"
    case .mono: "without colour"
    case .colorblind: "blue and orange instead of green and red"
    }
  }

  /// The styles by mark. With 256 colours the finer ones, else the eight there are everywhere.
  func styles(colors: Int) -> [CellStyle] {
    Look.allCases.map { colors >= 256 ? fine($0) : colors >= 8 ? coarse($0) : plain($0) }
  }

  private func fine(_ look: Look) -> CellStyle {
    switch self {
    case .mono where look != .code && look != .codeInk: return plain(look)
    case .mono, .dark, .light, .colorblind: break
    }
    let isLight = self == .light
    let (good, bad): (UInt8, UInt8) =
      self == .colorblind ? (75, 208) : isLight ? (28, 160) : (114, 210)
    return switch look {
    case .plain: CellStyle()
    case .faint: CellStyle(isLight ? 242 : 245)
    case .title: CellStyle(isLight ? 25 : 110, bold: true)
    case .good: CellStyle(good)
    case .warning: CellStyle(isLight ? 130 : 221)
    case .bad: CellStyle(bad, bold: true)
    case .selected: isLight ? CellStyle(16, on: 153) : CellStyle(255, on: 24)
    case .focused: isLight ? CellStyle(231, on: 25, bold: true) : CellStyle(16, on: 117, bold: true)
    case .key: CellStyle(isLight ? 25 : 117, bold: true)
    case .bar: CellStyle(isLight ? 240 : 250)
    case .tab: CellStyle(isLight ? 240 : 248)
    case .activeTab: CellStyle(isLight ? 25 : 117, bold: true, underlined: true)
    case .frame: CellStyle(isLight ? 248 : 240)
    case .graph: CellStyle(isLight ? 31 : 80)
    case .notice: CellStyle(isLight ? 16 : 231, bold: true)
    case .past: CellStyle(16, on: 180, bold: true)
    case .writing: CellStyle(231, on: self == .colorblind ? 166 : 124, bold: true)
    case .prompt: CellStyle(isLight ? 16 : 231, bold: true)
    case .code: CellStyle(16, on: 231)
    case .codeInk: CellStyle(231, on: 16)
    }
  }

  private func coarse(_ look: Look) -> CellStyle {
    switch self {
    case .mono where look != .code && look != .codeInk: return plain(look)
    case .mono, .dark, .light, .colorblind: break
    }
    let (good, bad): (UInt8, UInt8) = self == .colorblind ? (6, 3) : (2, 1)
    return switch look {
    case .good: CellStyle(good)
    case .warning: CellStyle(self == .light ? 5 : 3)
    case .bad: CellStyle(bad, bold: true)
    case .title, .key, .activeTab: CellStyle(self == .light ? 4 : 6, bold: true, underlined: look == .activeTab)
    case .graph: CellStyle(self == .light ? 4 : 6)
    case .past: CellStyle(0, on: 3, bold: true)
    case .writing: CellStyle(7, on: self == .colorblind ? 4 : 1, bold: true)
    case .code: CellStyle(0, on: 7)
    case .codeInk: CellStyle(7, on: 0)
    case .plain, .faint, .selected, .focused, .bar, .tab, .frame, .notice, .prompt: plain(look)
    }
  }

  private func plain(_ look: Look) -> CellStyle {
    switch look {
    case .plain, .good, .bar, .tab, .frame, .graph: CellStyle()
    case .faint: CellStyle(dim: true)
    case .title, .notice, .key, .prompt, .warning: CellStyle(bold: true)
    case .bad: CellStyle(bold: true)
    case .activeTab: CellStyle(bold: true, underlined: true)
    case .selected: CellStyle(reversed: true)
    case .focused: CellStyle(bold: true, underlined: true, reversed: true)
    case .past, .writing: CellStyle(bold: true, reversed: true)
    // Most terminals without colours are light on dark.
    case .code: CellStyle(reversed: true)
    case .codeInk: CellStyle()
    }
  }
}
