import QRCode

/// A code in a terminal, to be scanned from the screen.
enum QRDrawing {
  /// White on black where there are colours, whatever the theme; --ascii and --light say how otherwise.
  static func draw(_ symbol: QRSymbol, _ session: Session) {
    let isColored = session.output.colored
    let rows = symbol.rows(
      session.invocation.has("ascii") ? .ascii : .blocks, isOnLight: session.invocation.has("light") && !isColored)
    for row in rows { session.streams.out(isColored ? "\u{1B}[97;40m\(row)\u{1B}[0m\n" : row + "\n") }
  }
}

extension Option {
  static let ascii = Option.flag("ascii", nil, "draw with # instead of half blocks")
  static let light = Option.flag("light", nil, "for dark letters on a light ground")
}
