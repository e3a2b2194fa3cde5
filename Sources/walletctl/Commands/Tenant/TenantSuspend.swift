import WalletAPI

extension TenantCommands {
  static let suspend = Command(
    words: ["tenant", "suspend"], summary: "Refuse a tenant's keys until it is resumed",
    details: "Its programs are answered 403 tenant_suspended at once; people still look, and wind down.",
    arguments: [.tenant], options: [.reason],
    calls: [.suspendTenant],
    examples: [.init(#"walletctl tenant suspend toko --reason "invoice 88 is overdue""#, "nothing is lost, everything waits")],
    run: { session throws(CommandFailure) in try session.changeTenant("suspend") })

  static let resume = Command(
    words: ["tenant", "resume"], summary: "Take a suspended tenant's keys again",
    arguments: [.tenant], options: [.reason],
    calls: [.resumeTenant],
    examples: [.init("walletctl tenant resume toko", "its programs go on as if nothing had been")],
    run: { session throws(CommandFailure) in try session.changeTenant("resume") })
}
