import Foundation

/// A provider for examples about payments: the simulator, and the configuration that names it for the tenant `toko`.
final class ExampleProvider {
  private(set) var configuration = ""
  private(set) var url = ""
  private let child: Child

  init(in folder: Folder) throws {
    let (log, key) = (folder.file("pspsim.log"), folder.file("midtrans.key"))
    let webhook = "unix:\(folder.file("ingress.sock")):/v1/webhooks/toko/midtrans"
    child = try Child([Program.pspsim.path, "--midtrans-webhook", webhook], environment: [:], log: log)
    let found = try Patience.find(.seconds(30)) { () throws -> String? in
      let text = try String(contentsOfFile: log, encoding: .utf8)
      return text.firstMatch(of: /ready at (http:\/\/127\.0\.0\.1:\d+)/).map { String($0.1) }
    }
    guard let found else { throw RigFailure("pspsim did not become ready") }
    url = found
    configuration = """
      { payments: [{ tenant: "toko", accounts: [{ provider: "midtrans", url: "\(url)", key_file: "\(key)" }] }] }
      """
    try "SB-Mid-server-TESTKEY123\n".write(toFile: key, atomically: true, encoding: .utf8)
    chmod(key, 0o600)
  }

  deinit {
    child.signal(SIGKILL)
    _ = child.wait()
  }
}

/// What examples about payments need to be there before them.
enum ExamplePayments {
  /// Nil: the example is about something else, and needs no provider.
  static func before(_ example: String) -> String? {
    let words = example.replacing("-t toko ", with: "").split(separator: " ").dropFirst().prefix(2)
    switch words.joined(separator: " ") {
    case "merchant create", "merchant list", "merchant show", "wallet create", "wallet list", "wallet show", "intent create",
      "intent list", "payment list":
      return parties
    case "intent confirm", "intent show": return scanned
    case "intent cancel", "attempt list", "sim pay", "sim decline", "sim expire": return confirmed
    case "qr show" where example.contains(" pi_"): return confirmed
    case "attempt show":
      return confirmed + "ATTEMPT=$(walletctl attempt list --limit 1 --jsonl -q \(field("attempt_id")))\n"
    case "sim charges", "sim fault", "sim heal": return parties
    case "payment show", "payment refund": return captured
    case "payment capture", "payment void": return authorized
    case "refund list", "refund show":
      return captured + "REFUND=$(walletctl payment refund $PAYMENT -a 1000 --jsonl -q \(field("refund_id")))\n"
    // The webhook comes by itself, a moment later.
    case "inbox list", "inbox show":
      return authorized + """
        DELIVERY= n=0
        while [ -z "$DELIVERY" ] && [ $((n += 1)) -lt 1000 ]; do
          DELIVERY=$(walletctl inbox list --limit 1 --jsonl -q \(field("delivery_id")))
        done

        """
    default: return nil
    }
  }

  private static let parties =
    "walletctl merchant create m123 --fee-percent 0.7 -q; walletctl wallet create alice -c IDR -q\n"
  private static let scanned = parties + intent("--method qris")
  private static let confirmed =
    scanned + #"CODE=$(walletctl intent confirm $INTENT --jsonl -q | sed 's/.*"qr_string":"\([^"]*\)".*/\1/')"# + "\n"

  private static func field(_ name: String) -> String { #"| sed 's/.*"\#(name)":"\([a-z]*_[0-9A-Z]*\)".*/\1/'"# }

  private static func intent(_ method: String) -> String {
    "INTENT=$(walletctl intent create --merchant m123 -a 500000 -c IDR \(method) --jsonl -q \(field("payment_intent_id")))\n"
  }

  /// On a card, which the simulator does by its token.
  private static let authorized =
    parties + intent("--method card --token authorize-1 --capture manual")
    + "PAYMENT=$(walletctl intent confirm $INTENT --jsonl -q \(field("payment")))\n"
  private static let captured = authorized + "walletctl payment capture $PAYMENT -q\n"
}
