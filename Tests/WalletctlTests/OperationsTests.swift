import Testing
import WalletAPI

@testable import walletctl

/// Whether everything the API can do is had from the command line, and the command sends what its operation is.
struct OperationsTests {
  /// By `operationId`: a command line whose first request is that operation. SECRET and BATCH stand for files.
  private static let commands: [String: String] = [
    "tenants.create": "tenant create toko", "tenants.list": "tenant list", "tenants.get": "tenant show toko",
    "tenants.suspend": "tenant suspend toko", "tenants.resume": "tenant resume toko", "tenants.close": "tenant close toko --yes",
    "tenants.settings": "tenant set toko --currencies IDR", "tenants.delete": "tenant delete toko --confirm toko",
    "keys.create": "key create checkout", "keys.list": "key list", "keys.get": "key show key_1",
    "keys.rotate": "key rotate key_1",
    "keys.revoke": "key revoke key_1 --yes",
    "accounts.open": "account create a -c IDR --class asset", "accounts.list": "account list", "accounts.get": "account show a",
    "accounts.entries": "account entries a", "accounts.statement": "account statement a", "accounts.freeze": "account freeze a",
    "accounts.unfreeze": "account unfreeze a", "accounts.close": "account close a --yes",
    "accounts.limit": "account limit a --limit none",
    "transfers.post": "transfer create a b -a 5 -c IDR", "transactions.post": "transaction create -p a,b,5,IDR",
    "transactions.list": "transaction list", "transactions.get": "transaction show txn_1",
    "transactions.reverse": "transaction reverse txn_1 --yes", "batches.post": "batch submit BATCH --format jsonl",
    "holds.place": "hold place a b -a 5 -c IDR", "holds.list": "hold list", "holds.get": "hold show hold_1",
    "holds.capture": "hold capture hold_1", "holds.release": "hold release hold_1",
    "payment_methods.create": "payment-method add card --expiry 12/2030 --secret-from SECRET",
    "payment_methods.list": "payment-method list", "payment_methods.get": "payment-method show tok_1",
    "payment_methods.default": "payment-method default tok_1", "payment_methods.delete": "payment-method delete tok_1 --yes",
    "payment_methods.reveal": "payment-method reveal tok_1",
    "reports.trial_balance": "report trial-balance", "reports.balance_sheet": "report balance-sheet", "head.get": "head",
    "backups.make": "backup --to /nowhere/backup", "audit.list": "audit list", "audit.head": "audit head",
    "vault.get": "vault status", "vault.init": "vault init", "vault.seal": "vault seal --yes", "vault.unseal": "vault unseal",
    "events.list": "events list", "events.get": "events show evt_1", "events.stream": "events tail",
    "vault.rotate": "vault rotate", "vault.data_keys": "vault data-keys", "vault.rotate_data_key": "vault rotate-data-key",
  ]

  /// And why the others need no command.
  private static let without: [String: String] = [
    "livez": "for probes of the service manager", "readyz": "for probes of a load balancer", "metrics": "for Prometheus",
    "openapi.json": "for generators; `walletctl api GET /openapi.json` prints it",
  ]

  @Test func `every operation has a command, or a reason why it needs none`() {
    for operation in OperationID.allCases {
      let name = operation.rawValue
      #expect(OperationsTests.commands[name] != nil || OperationsTests.without[name] != nil, "no command for \(name)")
    }
  }

  @Test(arguments: OperationID.allCases) func `its command asks for it`(operation: OperationID) throws {
    guard let line = OperationsTests.commands[operation.rawValue] else { return }
    let daemon = try RecordingDaemon()
    let secret = ScratchFile("4111111111111111\n")
    let batch = ScratchFile(#"{"type":"transfer","debit":"a","credit":"b","amount":1,"currency":"IDR"}"# + "\n")
    let words = line.split(separator: " ").map { word in
      switch word {
      case "SECRET": secret.path
      case "BATCH": batch.path
      default: String(word)
      }
    }
    let (exit, _, remarks) = daemon.run(words)
    #expect(exit == .notFound, "\(line): \(remarks)")
    let request = try #require(daemon.requests.first, "\(line): \(remarks)")
    let route = operation.route
    #expect(request.method == route.method.rawValue)
    let segments = request.path.split(separator: "/")
    #expect(segments.count == route.segments.count, "\(request.path) is not \(route.path)")
    for (found, expected) in zip(segments, route.segments) where !expected.hasPrefix("{") { #expect(found == expected) }
  }
}
