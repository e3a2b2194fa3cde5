import JSON
import WalletAPI
import WalletClient

extension TenantCommands {
  static let delete = Command(
    words: ["tenant", "delete"], summary: "Delete a closed tenant for ever, when its retention is over",
    details: """
      What its vault holds becomes unreadable first, then its ledger goes. There is no way back. The audit trail keeps that there was such a \
      tenant, and its code is not given to another one. --yes is not enough: the code is typed again, or given as --confirm.
      """,
    arguments: [.tenant], options: [.value("confirm", nil, "CODE", "the tenant's code, typed again"), .reason],
    calls: [.deleteTenant],
    examples: [
      .init("walletctl tenant delete toko-test", "asks for the code"),
      .init("walletctl tenant delete toko-test --confirm toko-test", "for scripts"),
    ],
    run: { session throws(CommandFailure) in
      let named = session.invocation.argument("TENANT")
      let typed = try session.typedConfirmation(
        of: named, "\(named), with its ledger and its vault, will be gone for ever.")
      try session.changeTenant("delete", JSONObject([("confirm", .string(typed))]), as: TenantColumns.deleted)
    })
}
