import JSON
import QRCode
import QRIS
import WalletAPI
import WalletClient

extension QRCommands {
  static let show = Command(
    words: ["qr", "show"], summary: "Draw a merchant's QR code: in the terminal, or as PNG or SVG",
    details: """
      The code is read first, and drawn only when it could be paid. In a terminal it is drawn white on black, whatever the theme; where there \
      are no colours its light parts are drawn, as a terminal with a dark ground shows them right, or with --light its dark ones. For an \
      intent's id, pi_…, it is the code that the intent waits with.
      """,
    arguments: [code],
    options: [
      .choice("as", ["text", "svg", "png"], "the form (default text)"),
      .value("scale", nil, "N", "pixels of a module in a PNG, 1 to 64 (default 8)"),
      .ascii, .light,
    ],
    calls: [.getIntent],
    examples: [
      .init("walletctl qr show \"$CODE\"", "to be scanned from the screen"),
      .init("walletctl qr show pi_01JD4W7Q2M0000CR00000000AD --as png > code.png", "the code of an intent, as a picture"),
      .init("walletctl qr show --as svg \"$CODE\" > code.svg", "for a web page or the printer"),
      .init("walletctl qr show --as png --scale 16 \"$CODE\" > code.png", "large"),
    ],
    run: { session throws(CommandFailure) in
      let scale = try scale(session)
      let text = try ofIntent(try text(session), session)
      let code = try parse(text)
      guard let symbol = QRSymbol(text) else { throw CommandFailure(.error, "it is too long for a QR code") }
      switch session.invocation.value("as") ?? "text" {
      case "svg": session.streams.out(symbol.svg)
      case "png":
        guard !session.streams.isOutTerminal else {
          throw .usage("a PNG is nothing for a terminal: send it to a file, … --as png > code.png")
        }
        session.streams.out(bytes: symbol.png(scale: scale))
      default: draw(symbol, code, session)
      }
    })

  /// The code that an intent waits with, where the text is an intent's id; else the text.
  private static func ofIntent(_ text: String, _ session: Session) throws(CommandFailure) -> String {
    guard text.hasPrefix("pi_") else { return text }
    let intent = try session.get(PercentCoding.path("/v1/payment_intents", text))
    guard let code = intent.at("next_action.qr_string")?.stringValue else {
      throw CommandFailure(.conflict, "\(Plain.text(text)) is \(intent.text(at: "intent_status")) and has no code now")
    }
    return code
  }

  private static func scale(_ session: Session) throws(CommandFailure) -> Int {
    let text = session.invocation.value("scale") ?? "8"
    guard let scale = Int(text), (1...64).contains(scale) else {
      throw .usage("--scale is a number of pixels, 1 to 64, not '\(text.prefix(40))'")
    }
    return scale
  }

  private static func draw(_ symbol: QRSymbol, _ code: MerchantCode, _ session: Session) {
    QRDrawing.draw(symbol, session)
    let amount = code.amount.map { ", " + session.output.amounts.text($0, code.currencyCode) } ?? ""
    session.streams.out("\(Plain.text(code.merchantName)), \(Plain.text(code.city))\(amount)\n")
  }
}
