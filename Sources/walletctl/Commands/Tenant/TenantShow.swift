import WalletClient

extension TenantCommands {
  static let show = Command(
    words: ["tenant", "show"], summary: "Show a tenant", arguments: [Argument("TENANT", "its code or id")],
    examples: [.init("walletctl tenant show toko", "its id, name and age")],
    run: { session throws(CommandFailure) in
      let tenant = session.invocation.argument("TENANT")
      session.output.show(try session.get(PercentCoding.path("/v1/tenants", tenant)), as: TenantColumns.all)
    })
}
