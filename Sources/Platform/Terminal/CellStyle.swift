/// How a cell looks. What a terminal cannot do it leaves out: nothing may be said by looks alone.
package struct CellStyle: Equatable, Sendable {
  /// An index into the terminal's palette (0 to 7, or to 255 where there are as many); nil: the terminal's own.
  package var foreground: UInt8?
  package var background: UInt8?
  package var isBold = false
  package var isDim = false
  package var isUnderlined = false
  package var isReversed = false

  package init(
    _ foreground: UInt8? = nil, on background: UInt8? = nil, bold: Bool = false, dim: Bool = false, underlined: Bool = false,
    reversed: Bool = false
  ) {
    self.foreground = foreground
    self.background = background
    isBold = bold
    isDim = dim
    isUnderlined = underlined
    isReversed = reversed
  }
}
