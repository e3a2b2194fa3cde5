import CZlib

extension QRSymbol {
  /// A picture in black and white, one bit a pixel, the quiet zone included.
  ///
  /// Source: https://www.w3.org/TR/png-3/.
  ///
  /// - Parameter scale: pixels of a module's side, at least 1.
  package func png(scale: Int) -> [UInt8] {
    precondition((1...64).contains(scale), "a module has 1 to 64 pixels on a side")
    let size = (side + 2 * QRSymbol.quietZone) * scale
    var lines: [UInt8] = []
    for row in 0..<size {
      // Each line begins with its filter: none.
      var line = [UInt8](repeating: 0, count: 1 + (size + 7) / 8)
      for column in 0..<size
      where !isDark(column / scale - QRSymbol.quietZone, row / scale - QRSymbol.quietZone) {
        line[1 + column / 8] |= 0x80 >> UInt8(column % 8)
      }
      lines += line
    }
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    // Width, height, 1 bit of grey, and the only methods there are.
    file += QRSymbol.chunk("IHDR", QRSymbol.word(size) + QRSymbol.word(size) + [1, 0, 0, 0, 0])
    file += QRSymbol.chunk("IDAT", QRSymbol.compressed(lines))
    file += QRSymbol.chunk("IEND", [])
    return file
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    return word(content.count) + body + word(Int(crc32(0, body, UInt32(body.count))))
  }

  private static func compressed(_ bytes: [UInt8]) -> [UInt8] {
    var count = compressBound(UInt(bytes.count))
    var result = [UInt8](repeating: 0, count: Int(count))
    let outcome = compress(&result, &count, bytes, UInt(bytes.count))
    precondition(outcome == Z_OK, "there was room for it, and zlib says \(outcome)")
    return Array(result[..<Int(count)])
  }

  private static func word(_ value: Int) -> [UInt8] { (0..<4).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
}
