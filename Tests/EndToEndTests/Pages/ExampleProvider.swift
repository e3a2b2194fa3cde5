import Foundation

/// A provider for examples about payments: the simulator, and what sets it up for the tenant `toko`.
final class ExampleProvider {
  let configuration = "{ vault: { development: true } }"
  private(set) var script = ""
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
    script = "walletctl provider set midtrans --url '\(url)' --key-from '\(key)' -q\n"
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
    case "provider list", "provider show", "provider set", "payment-settings show", "payment-settings set": return secrets
    case "provider add-secret", "provider disable", "provider enable": return xendit
    case "provider retire-secret":
      return xendit
        + "SECRET=$(walletctl provider add-secret xendit --secret-from callback.token --jsonl -q \(field("id", "sec")))\n"
    case "merchant create", "merchant list", "merchant show", "merchant change", "bonus grant", "bonus list", "wallet create",
      "wallet list", "wallet show", "wallet statement", "wallet change", "wallet suspend", "wallet activate", "wallet close",
      "wallet freeze", "wallet unfreeze", "customer create", "monitor create", "monitor list", "intent create",
      "intent list", "payment list":
      return parties
    case "customer list", "customer show", "customer change":
      return parties + "walletctl customer create c456 --name Siti -q\n"
    case "monitor show", "monitor remove":
      return parties + "MONITOR=$(walletctl monitor create --wallet alice --direction below -a 5 -c IDR --jsonl -q "
        + "\(field("id", "mon")))\n"
    case "wallet transfer": return parties + "walletctl wallet create bob -c IDR -q\n" + toppedUp
    case "wallet withdraw": return payingOut + toppedUp
    case "payout create", "payout list": return payable
    case "payout approve", "payout cancel", "payout show": return payable + requested
    case "settlement create": return parties + statement
    case "settlement list", "settlement items", "settlement show", "settlement accept": return parties + statement + settled
    case "intent confirm", "intent show": return scanned
    case "bonus show":
      return parties + "BONUS=$(walletctl bonus grant alice -a 50000 -c IDR --jsonl -q \(field("bonus_id")))\n"
    case "intent cancel", "attempt list", "sim pay", "sim decline", "sim expire": return confirmed
    case "qr show" where example.contains(" pi_"): return confirmed
    case "attempt show":
      return confirmed + "ATTEMPT=$(walletctl attempt list --limit 1 --jsonl -q \(field("attempt_id")))\n"
    case "sim charges", "sim fault", "sim heal": return parties
    case "payment show", "payment refund": return captured
    case "payment capture", "payment void": return authorized
    case "refund list", "refund show":
      return captured + "REFUND=$(walletctl payment refund $PAYMENT -a 1000 --jsonl -q \(field("refund_id")))\n"
    case "job list": return parties
    case "job show", "job retry", "job cancel": return parties + strange
    // The webhook comes by itself, a moment later.
    case "inbox list", "inbox show", "inbox replay":
      return authorized + """
        DELIVERY= n=0
        while [ -z "$DELIVERY" ] && [ $((n += 1)) -lt 1000 ]; do
          DELIVERY=$(walletctl inbox list --limit 1 --jsonl -q \(field("delivery_id")))
        done

        """
    default: return nil
    }
  }

  private static let secrets = """
    (umask 077; echo SB-Mid-server-TESTKEY123 >midtrans.key; echo SB-Mid-server-NEXTKEY123 >next.key; echo callback-token >callback.token)
    echo '[{"provider":"xendit","methods":["dana"],"hours":{"from":"06:00","to":"23:00"}},{"provider":"midtrans"}]' >routes.json

    """
  private static let xendit =
    secrets + "walletctl provider set xendit --url https://api.xendit.co --key-from next.key -q\n"
  private static let parties =
    "walletctl merchant create m123 --fee-percent 0.7 -q; walletctl wallet create alice -c IDR -q\n"
  private static let scanned = parties + intent("--method qris")
  private static let confirmed =
    scanned + #"CODE=$(walletctl intent confirm $INTENT --jsonl -q | sed 's/.*"qr_string":"\([^"]*\)".*/\1/')"# + "\n"

  private static func field(_ name: String, _ prefix: String = "[a-z]*") -> String {
    #"| sed 's/.*"\#(name)":"\(\#(prefix)_[0-9A-Z]*\)".*/\1/'"#
  }

  private static func intent(_ method: String) -> String {
    "INTENT=$(walletctl intent create --merchant m123 -a 500000 -c IDR \(method) --jsonl -q \(field("payment_intent_id")))\n"
  }

  /// A webhook that is signed as it should be, and about something that was never asked for here.
  private static let strange = """
    SIGNATURE=$(printf 'strange2001000.00SB-Mid-server-TESTKEY123' | sha512sum | cut -d' ' -f1)
    curl -sS --unix-socket "$(dirname "$WALLETD_SOCKET")/ingress.sock" -H 'Content-Type: application/json' \
      http://localhost/v1/webhooks/toko/midtrans -d '{"order_id":"strange","status_code":"200","gross_amount":"1000.00","transaction_status":"settlement","signature_key":"'$SIGNATURE'"}'
    JOB= n=0
    while [ -z "$JOB" ] && [ $((n += 1)) -lt 1000 ]; do
      JOB=$(walletctl job list --status dead --jsonl -q \(field("job_id")))
    done

    """

  /// On a card, which the simulator does by its token.
  private static let authorized =
    parties + intent("--method card --token authorize-1 --capture manual")
    + "PAYMENT=$(walletctl intent confirm $INTENT --jsonl -q \(field("payment")))\n"
  /// The webhook comes by itself, a moment later.
  private static let toppedUp =
    "INTENT=$(walletctl intent create --wallet alice -a 500000 -c IDR --method qris --jsonl -q \(field("payment_intent_id")))\n"
      + """
      walletctl intent confirm $INTENT -q; walletctl sim pay $INTENT -q
      n=0
      until walletctl wallet show alice --jsonl -q | grep -q '"available":50000000' || [ $((n += 1)) -gt 1000 ]; do :; done

      """
  private static let payingOut =
    secrets + """
      walletctl provider set xendit --url "$WALLETD_SIMULATOR" --key-from next.key -q
      walletctl merchant create m123 --settlement-days 0 -q; walletctl wallet create alice -c IDR -q
      walletctl merchant change m123 --bank 014 --account 1234567890 --holder 'Warung Contoh' -q

      """
  /// What is captured for this merchant is available at once.
  private static let payable =
    payingOut + intent("--method card --token authorize-1 --capture manual")
    + "PAYMENT=$(walletctl intent confirm $INTENT --jsonl -q \(field("payment")))\nwalletctl payment capture $PAYMENT -q\n"
  /// By somebody else than who agrees.
  private static let requested =
    "walletctl key create till --secret-file till.key -q\n"
    + "PAYOUT=$(walletctl --key-file till.key payout create m123 -a 250000 -c IDR --jsonl -q \(field("payout_id")))\n"
  /// Of something that nobody has paid here.
  private static let statement =
    "printf 'Order ID,Transaction Type,Amount,Fee\\nINV-1,Payment,10000.00,70.00\\n' >statement.csv\n"
  private static let settled = """
    walletctl payment-settings set --write-off-limit 1000000 -q
    walletctl settlement create --format midtrans_statement --file statement.csv -c IDR --bank bca --paid 9930 -q
    n=0
    until walletctl settlement list --jsonl -q | grep -q '"open"' || [ $((n += 1)) -gt 1000 ]; do :; done
    SETTLEMENT=$(walletctl settlement list --jsonl -q \(field("settlement_id")))

    """
  private static let captured = authorized + "walletctl payment capture $PAYMENT -q\n"
}
