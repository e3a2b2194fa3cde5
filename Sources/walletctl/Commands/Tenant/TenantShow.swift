import WalletAPI
import WalletClient

extension TenantCommands {
  static let show = Command(
    words: ["tenant", "show"], summary: "Show a tenant with its settings", arguments: [.tenant],
    calls: [.getTenant],
    examples: [.init("walletctl tenant show toko", "its id, status, age and settings")],
    run: { session throws(CommandFailure) in
      let tenant = session.invocation.argument("TENANT")
      session.output.show(try session.get(PercentCoding.path("/v1/tenants", tenant)), as: TenantColumns.details)
    })
}
