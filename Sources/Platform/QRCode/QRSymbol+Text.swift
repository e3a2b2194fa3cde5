extension QRSymbol {
  /// How a terminal draws it.
  package enum Ink: Sendable, Equatable {
    /// Half blocks, two modules in one character cell.
    case blocks
    /// `#` and spaces, two characters for one module.
    case ascii
  }

  /// Rows of a terminal, with the quiet zone. Light modules are what is drawn, for light letters on a dark ground; `isOnLight` draws the dark
  /// ones instead, for dark letters on a light ground.
  package func rows(_ ink: Ink, isOnLight: Bool = false) -> [String] {
    let zone = -QRSymbol.quietZone..<side + QRSymbol.quietZone
    func isDrawn(_ column: Int, _ row: Int) -> Bool {
      // A half row below the last belongs to the ground in either case.
      isDark(column, row) == isOnLight && zone.contains(row)
    }
    switch ink {
    case .ascii: return zone.map { row in zone.map { isDrawn($0, row) ? "##" : "  " }.joined() }
    case .blocks:
      return stride(from: zone.lowerBound, to: zone.upperBound, by: 2).map { row in
        zone.map { column in
          switch (isDrawn(column, row), isDrawn(column, row + 1)) {
          case (true, true): "█"
          case (true, false): "▀"
          case (false, true): "▄"
          case (false, false): " "
          }
        }.joined()
      }
    }
  }
}
