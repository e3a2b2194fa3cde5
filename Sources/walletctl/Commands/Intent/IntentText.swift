import JSON
import QRCode

/// An intent for people: how it stands, the code to be scanned, and what comes next.
enum IntentText {
  static func show(_ intent: JSONValue, _ session: Session) {
    session.output.show(intent, as: IntentColumns.details)
    guard session.output.format == .table else { return }
    if let code = intent.at("next_action.qr_string")?.stringValue, session.streams.isOutTerminal, let symbol = QRSymbol(code) {
      session.streams.out("\n")
      QRDrawing.draw(symbol, session)
    }
    if let next = next(intent, session.output.amounts) { session.note(next) }
  }

  /// What has to happen now; nil where nothing has.
  static func next(_ intent: JSONValue, _ amounts: AmountText) -> String? {
    let id = Plain.text(intent.text(at: "payment_intent_id"))
    let payment = Plain.text(intent.text(at: "payment"))
    switch intent.text(at: "status") {
    case "requires_method":
      return "Say how it is to be paid: `walletctl intent confirm \(id) --method …`."
    case "requires_confirmation": return "Have it taken: `walletctl intent confirm \(id)`."
    case "requires_action":
      let action = action(intent, amounts)
      return action + " `walletctl intent show \(id)` tells when it is paid."
    case "processing": return "The provider has not answered yet; `walletctl intent show \(id)` tells when it has."
    case "authorized":
      return "Set aside, not taken: `walletctl payment capture \(payment)`, or `walletctl payment void \(payment)`."
    default: return nil
    }
  }

  private static func action(_ intent: JSONValue, _ amounts: AmountText) -> String {
    let time = TimeText.seconds(intent.text(at: "next_action.expires_at"))
    let end = time.isEmpty ? "." : ", by \(time)."
    switch intent.text(at: "next_action.type") {
    case "scan": return "The customer scans the code with a bank's or a wallet's app\(end)"
    case "redirect": return "The customer opens the link in a browser\(end)"
    case "deeplink": return "The customer opens the link on the phone that has the app\(end)"
    case "transfer":
      let amount = amounts.text(intent["amount"], intent.text(at: "currency"))
      return "The customer transfers exactly \(amount) to that number\(end)"
    default: return "The customer agrees in the app on the phone\(end)"
    }
  }
}
