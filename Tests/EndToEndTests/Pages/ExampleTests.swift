import Foundation
import Testing

/// Every example of every help, and so of the manual and of docs/reference/walletctl.md, typed as it stands there.
///
/// Each has a daemon of its own. Ids and paths that stand for the reader's own are replaced by real ones; what must be there first is made.
@Suite struct `The examples of the help` {
  static let all: [String] = {
    // A page that cannot be read is seen by the first test.
    let bytes = FileManager.default.contents(atPath: Program.repository + "/docs/reference/walletctl.md") ?? Data()
    let page = String(decoding: bytes, as: UTF8.self)
    var found: [String] = []
    for match in page.matches(of: /(?s)Examples\n(.*?)\n\n(?:Usage|Commands)/) {
      for line in match.1.split(separator: "\n") where line.hasPrefix("  ") && !line.hasPrefix("      ") {
        let example = line.trimmingCharacters(in: .whitespaces)
        if !found.contains(example) { found.append(example) }
      }
    }
    return found
  }()

  @Test func `are found in the reference`() { #expect(Self.all.count >= 100) }

  @Test(arguments: all.filter { ExampleWorld.reason(not: $0) == nil }) func `work as they stand`(example: String) throws {
    let world = try ExampleWorld(for: example)
    let run = try world.run()
    #expect(run.end == .exited(0), "\(world.script)\n\(run.output)")
  }

  @Test func `are left out only where a person is asked`() {
    let left = Self.all.filter { ExampleWorld.reason(not: $0) != nil }
    #expect(left.allSatisfy { ExampleWorld.reason(not: $0)?.isEmpty == false })
    #expect(left.count <= 6, "\(left)")
    print("examples: \(Self.all.count - left.count) run, \(left.count) not, each with its reason")
  }
}

/// What an example needs to be there.
struct ExampleWorld {
  let script: String
  private let folder: Folder
  private let provider: ExampleProvider?
  private let daemon: Daemon

  static func reason(not example: String) -> String? {
    [
      "walletctl tenant delete toko-test": "asks at a terminal; with --confirm it is run",
      "walletctl -t toko payment-method add card --expiry 12/2030 --customer alice --default":
        "asks for the number at a terminal",
      "walletctl vault init --passphrase": "asks for the passphrase at a terminal",
      "walletctl vault unseal --passphrase": "asks for the passphrase at a terminal",
      "walletctl -t toko tui": "opens the terminal",
      "walletctl -t toko tui account wallet:alice": "opens the terminal",
    ][example]
  }

  init(for example: String) throws {
    folder = try Folder()
    let setup = ExamplePayments.before(example)
    let provider = setup == nil ? nil : try ExampleProvider(in: folder)
    self.provider = provider
    daemon = try Daemon(on: folder, configuration: provider?.configuration)
    var line = example
    for (name, sample) in [
      ("$HOLD", "hold_01JD4W7Q2M0000CR00000000AC"), ("$TXN", "txn_01JD4W7Q2M0000CR00000000A9"),
      ("$EVENT", "evt_01KAGR3XSR00004C3WR0000000"),
      ("$KEY", "key_000SGB98QC3TGAWG0200000002"), ("$TOKEN", "tok_000SGB98QC3TGAWG0200000002"),
      ("$INTENT", "pi_01JD4W7Q2M0000CR00000000AD"), ("$PAYMENT", "pay_01JD4W7Q2M0000CR00000000AE"),
      ("$SECRET", "sec_000SGB98QC3TGAWG0200000002"), ("$REFUND", "re_01JD4W7Q2M0000CR00000000AF"),
      ("$ATTEMPT", "att_01JD4W7Q2M0000CR00000000AH"), ("$WALLETD_SIMULATOR", "http://127.0.0.1:8099"),
      ("$DELIVERY", "in_01JD4W7Q2M0000CR00000000AG"),
      ("$JOB", "job_01JD4W7Q2M0000CR00000000AG"),
      ("$BONUS", "bon_01JD4W7Q2M0000CR00000000AG"),
      ("$PAYOUT", "po_01JD4W7Q2M0000CR00000000AH"), ("$SETTLEMENT", "stl_01JD4W7Q2M0000CR00000000AG"),
      ("$MONITOR", "mon_01JD4W7Q2M0000CR00000000AG"),
      ("$PWD/restored", "/var/lib/walletd-restored"), ("$PWD/backups", "/var/backups/walletd"),
      ("$PWD/stopped", "/var/lib/walletd"),
      ("$PWD", "/var/lib/node_exporter"),
      // Then there was no such account here; now there is.
      ("balance wallet:alice --as-of $(sleep 1; date -u +%Y-%m-%dT%H:%M:%SZ)", "balance wallet:alice --as-of 2026-11-01"),
    ] { line = line.replacing(sample, with: name) }
    script = (setup.map { Self.tenant + (provider?.script ?? "") + $0 } ?? Self.before(example)) + line + "\n"
  }

  func run() throws -> Run {
    let programs = URL(filePath: Program.walletctl.path).deletingLastPathComponent().path
    let stand = """
      cd '\(folder.path)'; mkdir bin backups; PATH="$PWD/bin:\(programs):$PATH"
      printf '#!/bin/sh\\ncat >/dev/null\\n' >bin/pay-out
      printf '#!/bin/sh\\n[ $1 = decrypt ] && echo correct-horse-battery || cat >/dev/null\\n' >bin/systemd-creds
      chmod +x bin/*

      """
    return try Run(
      ["/bin/sh", "-ec", stand + script],
      environment: [
        "WALLETD_SOCKET": daemon.socketPath, "WALLETD_TENANT": "", "WALLETD_KEY_FILE": "", "NO_COLOR": "1",
        "WALLETD_DATA": folder.file("data"), "WALLETD_SIMULATOR": provider?.url ?? "",
      ])
  }

  private static let tenant = "walletctl tenant create toko -q --mode test --name Toko; export WALLETD_TENANT=toko\n"
  private static let alice = "walletctl account create wallet:alice -c IDR --class liability --limit no_overdraft -q\n"
  private static let shop =
    tenant + alice + """
      for code in wallet:bob wallet:shop a b; do walletctl account create $code -c IDR --class liability -q; done
      walletctl account create fees -c IDR --class revenue -q
      walletctl account create bank -c IDR --class asset -q
      walletctl transfer create bank wallet:alice -a 1000000 -c IDR -r order-1 -q

      """
  private static let id = #"| sed 's/^{"id":"\([a-z]*_[0-9A-Z]*\)".*/\1/')"#
  private static let vault =
    "walletctl vault init -q; (umask 077; echo 4111111111111111 >card.txt; echo 1234567890 >account.txt)\n"
  private static let token =
    vault
    + "TOKEN=$(walletctl payment-method add card --expiry 12/2030 --customer alice --secret-from card.txt --jsonl -q \(id)\n"

  private static let code =
    "CODE='\(ScanningTests.code)'\nwalletctl qr show --as png \"$CODE\" >photo.png\n"

  /// What must be there before it.
  private static func before(_ example: String) -> String {
    let call = example.ranges(of: "walletctl ").last.map { example[$0.upperBound...] } ?? ""
    let words = call.replacing("-t toko ", with: "").split(separator: " ")
    let command = words.prefix(2).joined(separator: " ")
    switch command {
    case "qr check", "qr show": return code
    case "tenant create", "vault init", "completion bash", "completion zsh", "completion fish", "daemon openapi": return ""
    case "tenant delete": return "walletctl tenant create toko-test --mode test -q; walletctl tenant close toko-test --yes -q\n"
    case "tenant resume": return tenant + "walletctl tenant suspend toko -q\n"
    case "account create": return tenant
    case "account close": return tenant + alice
    case "key show", "key rotate", "key revoke": return tenant + "KEY=$(walletctl key create checkout --jsonl -q \(id)\n"
    case "events show": return shop + "EVENT=$(walletctl events list --limit 1 --jsonl -q \(id)\n"
    // What follows for ever is given a beginning and an end.
    case "events tail":
      return shop + "EVENT=$(walletctl events list --all --jsonl -q | tail -n 1 \(id)\n" + """
        walletctl() { case $2 in tail) command walletctl "$@" --from $EVENT --count 1 ;; *) command walletctl "$@" ;; esac; }

        """
    case "hold show", "hold capture", "hold release":
      return shop + "HOLD=$(walletctl hold place wallet:alice wallet:shop -a 300000 -c IDR --jsonl -q \(id)\n"
    case "transaction show", "transaction reverse":
      return shop + "TXN=$(walletctl transfer create wallet:alice wallet:bob -a 5000 -c IDR --jsonl -q \(id)\n"
    case "transaction create":
      return shop + #"echo '{"postings":[{"debit":"wallet:alice","credit":"wallet:shop","amount":100}]}' >purchase.json"# + "\n"
    case "batch submit":
      return shop + #"""
        echo '{"type":"transfer","debit":"wallet:alice","credit":"wallet:bob","amount":100}' >orders.jsonl
        printf 'debit,credit,amount,currency\nwallet:alice,wallet:bob,25000,IDR\n' >payroll.csv

        """#
    case "payment-method add", "payment-method list": return tenant + vault
    case "payment-method show", "payment-method default", "payment-method delete", "payment-method reveal": return tenant + token
    case "vault unseal", "vault status", "vault seal", "vault rotate":
      return "(umask 077; echo correct-horse-battery >pass.txt)\n"
        + (command == "vault unseal" ? "walletctl vault init -q --passphrase-from pass.txt; walletctl vault seal -qy\n" : vault)
    case "vault data-keys", "vault rotate-data-key": return tenant + token
    case "verify --data": return shop + "walletctl backup --to $PWD/stopped -q; WALLETD_TENANT=\n"
    case "verify --file", "export --file":
      return shop + "walletctl head >head.json; walletctl backup --to $PWD/copy -q; cp copy/tenants/*/ledger.db .\n"
    case "restore /var/backups/walletd/2026-11-20": return shop + "walletctl backup --to $PWD/backups/2026-11-20 -q\n"
    case "audit verify" where example.contains("toko-vault"):
      return tenant + token + "walletctl audit head --trail vault >toko-vault-2026-11-20.json\n"
    case "audit verify":
      return shop + "walletctl audit head >audit-2026-11-01.json; walletctl backup --to $PWD/backups/2026-11-20 -q\n"
    // A backup and a sealed vault are what a doctor wants to see; the clock of this machine is not ours.
    case "doctor", "doctor --json":
      return shop + vault + "walletctl backup --to $PWD/backups/now -q; walletctl() { command walletctl \"$@\" || [ $? = 1 ]; }\n"
    default: return shop
    }
  }
}
