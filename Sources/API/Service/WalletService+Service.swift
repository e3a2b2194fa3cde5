import JSON
import LedgerCore
import Tenancy
import WalletAPI

/// The daemon about itself.
extension WalletService {
  func livez(_ call: Call) {
    call.exchange.reply(200) { $0.status("ok") }
  }

  func readyz(_ call: Call) throws(Problem) {
    guard readiness.value else { throw Problem(.notReady, "The daemon is starting or stopping.") }
    call.exchange.reply(200) { $0.status("ready") }
  }

  func openapi(_ call: Call) {
    call.exchange.reply(200, "application/json", openAPI)
  }

  func getHead(_ call: TenantCall) throws(Problem) {
    try onWorker(call.exchange) { [directory] () throws(Problem) in
      let head = try directory.head(of: call.tenant.id)
      call.exchange.reply(200) { head.write(to: &$0) }
    }
  }
}

extension TenantDirectory {
  func head(of tenant: TenantID) throws(Problem) -> SignedHead {
    do throws(TenantFailure) { return try signedHead(of: tenant) } catch { throw Problem(error) }
  }
}

extension SignedHead {
  /// The anchor, as docs/internals/ledger-file.md has it.
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("tenant")
    writer.id(tenant)
    writer.key("sequence")
    writer.integer(sequence)
    writer.key("seal_number")
    writer.integer(sealNumber)
    writer.key("seal")
    writer.hex(seal)
    writer.key("signed_at")
    writer.time(signedAt)
    writer.key("public_key")
    writer.hex(publicKey)
    writer.key("signature")
    writer.hex(signature)
    writer.endObject()
  }
}

extension JSONWriter {
  fileprivate mutating func status(_ status: StaticString) {
    beginObject()
    key("status")
    string(status)
    endObject()
  }
}
