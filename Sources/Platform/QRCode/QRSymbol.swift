import CQRencode

/// A QR code as it is drawn: a square of dark and light modules.
///
/// Source: ISO/IEC 18004; https://fukuchi.org/works/qrencode/manual/.
package struct QRSymbol: Sendable, Equatable {
  /// Light modules that must surround it on paper and on screens.
  package static let quietZone = 4
  /// What the largest symbol holds at the level that is used here.
  package static let mostBytes = 2_331

  /// Modules on each side, without the quiet zone.
  package let side: Int
  /// Row by row.
  private let dark: [Bool]

  /// Encodes bytes as they are, so that a seventh of the symbol may be lost (level M); nil where they are none or too many.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard !bytes.isEmpty, bytes.count <= QRSymbol.mostBytes,
      let code = QRcode_encodeData(Int32(bytes.count), bytes, 0, QR_ECLEVEL_M)
    else { return nil }
    defer { QRcode_free(code) }
    let side = Int(code.pointee.width)
    self.side = side
    // Its lowest bit says whether a module is dark.
    dark = (0..<side * side).map { code.pointee.data[$0] & 1 == 1 }
  }

  /// Light outside of the symbol, as its quiet zone is.
  package func isDark(_ column: Int, _ row: Int) -> Bool {
    (0..<side).contains(column) && (0..<side).contains(row) && dark[row * side + column]
  }
}
