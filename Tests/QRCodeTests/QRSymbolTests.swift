import Testing

@testable import QRCode

/// How a symbol is drawn. That others read it is shown with zbar in EndToEndTests.
struct QRSymbolTests {
  private let symbol = QRSymbol("00020101021126670015COM.EXAMPLE.WWW011893600014900000000102150000000000000010303UMI")

  @Test func `is a square with its three corners`() throws {
    let symbol = try #require(symbol)
    #expect((symbol.side - 17) % 4 == 0 && symbol.side > 21)
    for (column, row) in [(0, 0), (symbol.side - 7, 0), (0, symbol.side - 7)] {
      for offset in 0..<7 {
        #expect(symbol.isDark(column + offset, row) && symbol.isDark(column, row + offset))
        #expect(symbol.isDark(column + 6, row + offset) && symbol.isDark(column + offset, row + 6))
      }
      #expect(!symbol.isDark(column + 1, row + 1) && symbol.isDark(column + 3, row + 3))
    }
    #expect(!symbol.isDark(-1, 0) && !symbol.isDark(0, symbol.side))
  }

  @Test func `is none of nothing, and of more than fits`() {
    #expect(QRSymbol("") == nil)
    #expect(QRSymbol(String(repeating: "a", count: QRSymbol.mostBytes)) != nil)
    #expect(QRSymbol(String(repeating: "a", count: QRSymbol.mostBytes + 1)) == nil)
  }

  @Test func `is drawn with half blocks and with ASCII, on a dark ground and on a light one`() throws {
    let symbol = try #require(symbol)
    let zone = QRSymbol.quietZone
    for isOnLight in [false, true] {
      let blocks = symbol.rows(.blocks, isOnLight: isOnLight).map(Array.init)
      let ascii = symbol.rows(.ascii, isOnLight: isOnLight).map(Array.init)
      #expect(ascii.count == symbol.side + 2 * zone && blocks.count == (symbol.side + 2 * zone + 1) / 2)
      for row in 0..<symbol.side + 2 * zone {
        for column in 0..<symbol.side + 2 * zone {
          let isDark = symbol.isDark(column - zone, row - zone)
          #expect((ascii[row][2 * column] == "#") == (isDark == isOnLight))
          let drawn: Set<Character> = row.isMultiple(of: 2) ? ["█", "▀"] : ["█", "▄"]
          #expect(drawn.contains(blocks[row / 2][column]) == (isDark == isOnLight))
        }
      }
    }
  }

  @Test func `is a picture of as many squares as it has dark modules`() throws {
    let symbol = try #require(symbol)
    var drawn: Set<[Int]> = []
    for run in symbol.svg.matches(of: /M(\d+) (\d+)h(\d+)v1h-(\d+)z/) {
      let (column, row, width) = (Int(run.1) ?? -1, Int(run.2) ?? -1, Int(run.3) ?? -1)
      #expect(run.3 == run.4)
      for offset in 0..<width { #expect(drawn.insert([column + offset - 4, row - 4]).inserted) }
    }
    var dark: Set<[Int]> = []
    for row in 0..<symbol.side { for column in 0..<symbol.side where symbol.isDark(column, row) { dark.insert([column, row]) } }
    #expect(drawn == dark)
    #expect(symbol.svg.contains("viewBox=\"0 0 \(symbol.side + 8) \(symbol.side + 8)\""))
  }

  @Test func `is a PNG of its size`() throws {
    let symbol = try #require(symbol)
    for scale in [1, 3, 8] {
      let file = symbol.png(scale: scale)
      #expect(file.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
      let width = file[16..<20].reduce(0) { $0 << 8 | Int($1) }
      #expect(width == (symbol.side + 8) * scale && file[16..<20] == file[20..<24])
      #expect(
        file.suffix(12) == [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82],
        "the end, with the sum that every PNG has")
    }
  }
}
