import Foundation
import JSON
import Testing

/// Payments in the terminal: by keys alone, on the real programs, and then looked for in the books and at the provider.
@Suite(.serialized) struct `Payments in the terminal` {
  private static func open(_ shop: Checkout, columns: Int = 120, rows: Int = 40, term: String = "screen-256color") throws
    -> Screen
  {
    let screen = try Screen(
      Screen.Setting(columns: columns, rows: rows, term: term), socket: shop.daemon.socketPath, tenant: Checkout.tenant)
    try screen.wait(for: "overview", "commands")
    return screen
  }

  private static func authorized(_ shop: Checkout, _ amount: Int64) throws -> String {
    let intent = try shop.intent(amount, #"{"type":"card","token":"authorize-1"}"#, #","capture_method":"manual""#)
    try shop.expect(200, shop.confirm(intent))
    return try shop.payment(of: intent)
  }

  @Test(.enabled(if: Screen.obstacle == nil), arguments: ["screen-256color", "xterm"])
  func `show a code that a scanner reads from the screen, and that it is paid`(term: String) throws {
    let shop = try Checkout()
    let intent = try shop.intent(2_500_000, #"{"type":"qris"}"#, #","customer_id":"c457","reference":"order-17""#)
    let code = try shop.code(of: intent)
    let screen = try Self.open(shop, term: term)
    try screen.type(":i")
    try screen.press("Enter")
    try screen.wait(for: "c457", "order-17", "requires_action")
    try screen.press("c")
    try screen.wait(for: "█", "Amount Rp25.000", "Expires in")
    #expect(try Scan.text(of: screen.frame(colors: true)) == code)
    try screen.resize(80, 24)
    try screen.wait(for: "needs a terminal of", "qr show --as png \(intent)")
    try screen.resize(120, 40)
    try screen.wait(for: "█")
    let paid = try Run(
      [Program.walletctl.path, "sim", "pay", intent, "--simulator", shop.midtrans.url],
      environment: ["WALLETD_SOCKET": shop.daemon.socketPath, "WALLETD_TENANT": Checkout.tenant, "NO_COLOR": "1"])
    #expect(paid.end == .exited(0) && paid.output.contains("Rp25.000"), "\(paid.output)")
    try screen.wait(for: "It has no code now.", "Status succeeded")
  }

  @Test(.enabled(if: Screen.obstacle == nil)) func `are found within five keys, wherever they wait`() throws {
    let shop = try Checkout(apart: true)
    shop.midtrans.end()
    let intent = try shop.intent(2_500_000, #"{"type":"qris"}"#, #","customer_id":"c457""#)
    _ = try shop.code(of: intent)
    let screen = try Self.open(shop)
    for key in [":", "i", "Enter"] { try screen.press(key) }
    try screen.wait(for: "c457", "requires_action")
    try screen.press("Enter")
    try screen.wait(for: "Customer c457", "midtrans", "not_sent", "xendit", "pending", "scan: c shows the code", "Until then in")
  }

  @Test(.enabled(if: Screen.obstacle == nil)) func `are opened from the list to the bytes that the provider sent`() throws {
    let shop = try Checkout()
    let (intent, payment) = try shop.paid(2_500_000)
    let attempt = try shop.text(shop.list("/v1/attempts?intent=\(intent)")[0], "attempt_id")
    #expect(
      try Patience.wait(.seconds(10)) {
        try shop.list("/v1/inbox?status=processed").contains { $0["about"]?.stringValue == attempt }
      })
    let screen = try Self.open(shop, columns: 160)
    try screen.press("6")
    try screen.wait(for: "captured", "Rp175", "midtrans")
    try screen.press("Enter")
    try screen.wait(
      for: payment, "charge at midtrans", "assets:psp:midtrans:clearing > liabilities:merchant:m1:pending +1", "Fee Rp175")
    try screen.press("w")
    try screen.wait(for: "webhooks about \(attempt)", "processed", "settlement")
    try screen.press("Enter")
    try screen.wait(for: "AS IT ARRIVED", "midtrans payment notification")
    try screen.press("f")
    try screen.wait(for: "transaction_status", "settlement")
    try screen.press("o")
    try screen.wait(for: "What charge at midtrans", "Status succeeded")
    try screen.press("1")
    try screen.wait(for: "paid IDR", "Rp25.000", "100.0 %")
  }

  @Test(.enabled(if: Screen.obstacle == nil)) func `are given back in part, by keys alone, and a refusal is said`() throws {
    let shop = try Checkout()
    let payment = try shop.paid(1_000_000).payment
    let screen = try Self.open(shop)
    try screen.press("W", "6")
    try screen.wait(for: "WRITE", "captured")
    try screen.press("R")
    try screen.wait(for: "Rp10.000 can.", "amount: 10000")
    try screen.press("C-u")
    try screen.type("10001")
    try screen.press("Enter", "Enter")
    try screen.wait(for: "That is more than can go back: Rp10.000.", "y: do it")
    try screen.press("y")
    try screen.wait(for: "refund_above_captured")
    #expect(try shop.list("/v1/refunds").isEmpty)
    try screen.press("Escape", "R")
    try screen.wait(for: "amount: 10000")
    try screen.press("C-u")
    try screen.type("4.000")
    try screen.press("Enter")
    try screen.wait(for: "reason: ")
    try screen.type("cold tea")
    try screen.press("Enter")
    // Of the fee of Rp70 its part goes back.
    let shown = try screen.wait(
      for: "Give Rp4.000", "liabilities:merchant:m1:pending", "Rp3.972", "revenue:fee:payment", "Rp28", "y: do it")
    #expect(try shop.list("/v1/refunds").isEmpty, "nothing is done yet\n\(shown)")
    try screen.press("y")
    try screen.wait(for: "Rp4.000 goes back by re_")
    let refund = try #require(shop.list("/v1/refunds").first)
    #expect(refund["amount"]?.integerValue == 400_000 && refund["reason"]?.stringValue == "cold tea")
    // What was shown is what was posted.
    #expect(try shop.credit("liabilities:merchant:m1:pending") == 993_000 - 397_200)
    #expect(try shop.credit("revenue:fee:payment") == 7_000 - 2_800)
    #expect(try shop.status(payment) == "partially_refunded")
    #expect(try Patience.wait(.seconds(10)) { try shop.midtrans.book().map(\.refunded) == [400_000] })
    try screen.wait(for: "partially_refunded")
  }

  @Test(.enabled(if: Screen.obstacle == nil)) func `are captured in part and voided, large amounts typed`() throws {
    let shop = try Checkout()
    let large = try Self.authorized(shop, 1_500_000_000)
    let screen = try Self.open(shop)
    try screen.press("W", "6")
    try screen.wait(for: "WRITE", "authorized")
    try screen.press("C")
    try screen.wait(for: "amount: 15000000")
    try screen.press("C-u")
    try screen.type("12000000")
    try screen.press("Enter")
    try screen.wait(for: "rest: free")
    try screen.press("Enter")
    try screen.wait(for: "type it (12000000)", "capture", "release", "Rp84.000", "Rp3.000.000")
    try screen.press("y", "Enter")
    #expect(try shop.status(large) == "authorized", "nothing is done before the whole amount stands there")
    try screen.press("C-u")
    try screen.type("12.000.000")
    try screen.press("Enter")
    try screen.wait(for: "Rp12.000.000 is taken")
    #expect(try shop.status(large) == "captured")
    #expect(try shop.credit("liabilities:merchant:m1:pending") == 1_200_000_000 - 8_400_000)
    #expect(try shop.credit("revenue:fee:payment") == 8_400_000)
    let free = try Self.authorized(shop, 1_000_000)
    try screen.wait(for: "Rp10.000", "authorized")
    try screen.press("Home", "V")
    try screen.wait(for: "Free what is set aside", free, "release", "y: do it")
    try screen.press("y")
    try screen.wait(for: "\(free) is voided.")
    #expect(try shop.status(free) == "voided")
    #expect(try shop.debit("assets:psp:midtrans:clearing") == 1_200_000_000)
  }

  @Test(.enabled(if: Screen.obstacle == nil)) func `whose outcome nobody knows are asked about again under the same key`() throws
  {
    let shop = try Checkout()
    _ = try shop.paid(1_000_000)
    try shop.midtrans.order("timeout_after", [("operation", "refund"), ("milliseconds", 3_000)])
    let screen = try Self.open(shop)
    try screen.press("W", "6")
    try screen.wait(for: "WRITE", "captured")
    try screen.press("R")
    try screen.wait(for: "amount: 10000")
    try screen.press("Enter", "Enter")
    try screen.wait(for: "y: do it")
    try screen.press("y")
    try screen.wait(for: "provider_outcome_unknown", "the same key is retried", "Enter: send it again under the same key")
    #expect(
      try Patience.wait(.seconds(20)) { try shop.list("/v1/refunds").map { $0["status"]?.stringValue } == ["succeeded"] })
    try screen.press("Enter")
    try screen.wait(for: "Rp10.000 goes back by re_")
    #expect(try shop.list("/v1/refunds").count == 1)
    #expect(try shop.midtrans.book().map(\.refunded) == [1_000_000])
  }

  @Test(.enabled(if: Screen.obstacle == nil)) func `are cancelled before anybody has paid`() throws {
    let shop = try Checkout()
    let intent = try shop.intent()
    _ = try shop.code(of: intent)
    let screen = try Self.open(shop)
    try screen.press("W")
    try screen.type(":i")
    try screen.press("Enter")
    try screen.wait(for: "WRITE", "requires_action")
    try screen.press("X")
    try screen.wait(for: "Cancel \(intent)?", "y: do it")
    try screen.press("y")
    try screen.wait(for: "\(intent) is cancelled.")
    #expect(try shop.state(intent) == "cancelled")
    #expect(try shop.midtrans.book().allSatisfy { ["cancelled", "expired"].contains($0.state) })
  }
}

/// What a camera sees of a terminal: cells with their colours, as pixels, for zbar.
private enum Scan {
  private static let (width, height) = (8, 16)

  static func text(of frame: String) throws -> String {
    let rows = cells(frame)
    let columns = rows.map(\.count).max() ?? 0
    var picture = Array("P5\n\(columns * width) \(rows.count * height)\n255\n".utf8)
    for row in rows {
      for line in 0..<height {
        for column in 0..<columns {
          let cell = column < row.count ? row[column] : Cell(character: " ")
          let isInk = cell.character == "█" || cell.character == (line < height / 2 ? "▀" : "▄")
          picture += [UInt8](repeating: isInk ? cell.ink : cell.ground, count: width)
        }
      }
    }
    let folder = try Folder()
    try Data(picture).write(to: URL(filePath: folder.file("screen.pgm")))
    let run = try Run(["/usr/bin/zbarimg", "--raw", "-q", "--nodbus", folder.file("screen.pgm")])
    guard run.end == .exited(0) else { throw RigFailure("zbarimg \(run.end): \(run.output)\n\(frame)") }
    return run.output.trimmingCharacters(in: .newlines)
  }

  /// Of a terminal that is light on dark.
  private struct Cell {
    var character: Character
    var ink = UInt8(229)
    var ground = UInt8(0)
  }

  /// The lines of a terminal with the colours that its escape sequences say; those hold until others come, over the ends of lines.
  private static func cells(_ frame: String) -> [[Cell]] {
    var (ink, ground, isReversed) = (UInt8(229), UInt8(0), false)
    return frame.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var cells: [Cell] = []
      var rest = line
      while let character = rest.first {
        if character == "\u{1B}", let end = rest.firstIndex(of: "m") {
          let codes = rest[rest.index(rest.startIndex, offsetBy: 2)..<end].split(separator: ";").compactMap { Int($0) }
          (ink, ground, isReversed) = styled(codes, ink, ground, isReversed)
          rest = rest[rest.index(after: end)...]
          continue
        }
        cells.append(
          isReversed
            ? Cell(character: character, ink: ground, ground: ink) : Cell(character: character, ink: ink, ground: ground))
        rest.removeFirst()
      }
      return cells
    }
  }

  private static func styled(_ codes: [Int], _ ink: UInt8, _ ground: UInt8, _ isReversed: Bool) -> (UInt8, UInt8, Bool) {
    guard !codes.isEmpty else { return (229, 0, false) }
    var (ink, ground, isReversed) = (ink, ground, isReversed)
    var place = 0
    while place < codes.count {
      let code = codes[place]
      switch code {
      case 0: (ink, ground, isReversed) = (229, 0, false)
      case 7: isReversed = true
      case 27: isReversed = false
      case 38 where place + 2 < codes.count, 48 where place + 2 < codes.count:
        let brightness = brightness(codes[place + 2])
        if code == 38 { ink = brightness } else { ground = brightness }
        place += 2
      case 30...37: ink = brightness(code - 30)
      case 39: ink = 229
      case 40...47: ground = brightness(code - 40)
      case 49: ground = 0
      default: break
      }
      place += 1
    }
    return (ink, ground, isReversed)
  }

  private static func brightness(_ color: Int) -> UInt8 {
    switch color {
    case 0, 16: 0
    case 7: 229
    case 15, 231: 255
    default: 128
    }
  }
}
