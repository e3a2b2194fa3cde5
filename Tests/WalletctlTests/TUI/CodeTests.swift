import Foundation
import JSON
import Terminal
import Testing
import WalletClient

@testable import walletctl

/// A code on the screen is read back by a scanner that shares nothing with it (Debian's zbar): the cells of the frame become pixels as a
/// terminal draws them.
struct CodeTests {
  private static let intent = "code \(PaperDaemon.id("pi", 5))"

  @Test(arguments: Theme.allCases, [0, 8, 256]) func `is read from the screen in every theme`(theme: Theme, colors: Int) throws {
    var stage = Stage(120, 40, start: Self.intent)
    stage.model.theme = theme
    #expect(try Self.scanned(stage.model, colors: colors) == PaperDaemon.code)
  }

  @Test(arguments: [0, 8, 256]) func `is drawn with the ground alone where there is nothing but ASCII`(colors: Int) throws {
    let stage = Stage(140, 75, ascii: true, start: Self.intent)
    #expect(stage.frame.utf8.allSatisfy { $0 < 0x80 })
    #expect(try Self.scanned(stage.model, colors: colors) == PaperDaemon.code)
  }

  @Test func `is all there or not at all`() throws {
    #expect(try Self.scanned(Stage(69, 39, start: Self.intent).model, colors: 256) == PaperDaemon.code)
    for (columns, rows) in [(68, 39), (69, 38), (80, 24)] {
      let frame = Stage(columns, rows, start: Self.intent).frame
      #expect(!frame.contains("█"))
      #expect(frame.contains("needs a terminal of 69x39; this one has \(columns)x\(rows)"), "\(frame)")
    }
    let small = Stage(120, 40, ascii: true, start: Self.intent).frame
    #expect(small.contains("needs a terminal of 138x73"), "\(small)")
    #expect(small.contains("walletctl -t toko qr show --as png \(PaperDaemon.id("pi", 5)) > code.png"), "\(small)")
  }

  @Test func `says what is paid, and how long it can be`() {
    var stage = Stage(120, 40, start: Self.intent)
    #expect(stage.frame.contains("Amount Rp25.000   For m123   Status requires_action   Expires in 12m 34s"), "\(stage.frame)")
    stage.wait(seconds: 35)
    #expect(stage.frame.contains("Expires in 11m 59s"))
    stage.wait(seconds: 12 * 60)
    #expect(stage.frame.contains("Expires overdue 1s"))
  }

  @Test func `goes when it is paid`() {
    var stage = Stage(120, 40, start: Self.intent)
    let paid = PaperDaemon.intents[0].with("intent_status", "succeeded").with("next_action", .null)
    stage.daemon.instead["GET /v1/payment_intents/\(PaperDaemon.id("pi", 5))"] = .json(paid, isReplay: false)
    stage.wait(seconds: 1)
    stage.hear(.feed(.changed(FeedChange())))
    #expect(stage.frame.contains("It has no code now.") && stage.frame.contains("Status succeeded"), "\(stage.frame)")
    stage.press("i")
    #expect(stage.line(2).contains("› pi_"))
  }

  @Test func `is two keys from the list of what is to be paid, and one from the payment`() {
    var stage = Stage(120, 40, start: "intents")
    stage.press("c")
    #expect(stage.frame.contains("█"))
    stage.press(.escape, .down, "c")
    #expect(stage.line(-2).contains("this row has none"))
    var payment = Stage(120, 40, start: "payment \(PaperDaemon.id("pay", 5))")
    payment.press("c")
    #expect(payment.frame.contains("█"))
  }

  // MARK: What a camera sees

  private static let (width, height) = (8, 16)

  private static func scanned(_ model: Model, colors: Int) throws -> String {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("c\(UInt64.random(in: 0 ... .max)).ppm")
    try Data(picture(Painter.frame(model), model.theme.styles(colors: colors))).write(to: file)
    defer { unlink(file.path) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/zbarimg")
    process.arguments = ["--raw", "-q", "--nodbus", file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .newlines)
  }

  private static func picture(_ frame: Frame, _ styles: [CellStyle]) -> [UInt8] {
    let (columns, rows) = (frame.size.columns, frame.size.rows)
    var bytes = Array("P6\n\(columns * width) \(rows * height)\n255\n".utf8)
    for row in 0..<rows {
      let cells = Array(frame.row(row))
      for line in 0..<height {
        for cell in cells {
          let style = styles[Int(cell.mark)]
          // A terminal without colours of our choice is light on dark.
          var (ink, ground) = (color(style.foreground ?? 7), color(style.background ?? 0))
          if style.isReversed { swap(&ink, &ground) }
          let isInk =
            switch cell.text {
            case "█": true
            case "▀": line < height / 2
            case "▄": line >= height / 2
            default: false
            }
          for _ in 0..<width { bytes += isInk ? ink : ground }
        }
      }
    }
    return bytes
  }

  /// Of the 256 that an xterm has.
  private static func color(_ number: UInt8) -> [UInt8] {
    switch number {
    case 0: return [0, 0, 0]
    case 7: return [229, 229, 229]
    case 16...231:
      let cube = [0, 95, 135, 175, 215, 255] as [UInt8]
      let place = Int(number) - 16
      return [cube[place / 36], cube[place / 6 % 6], cube[place % 6]]
    default: return [128, 128, 128]
    }
  }
}
