import WalletAPI

extension TenantCommands {
  static let close = Command(
    words: ["tenant", "close"], summary: "Close a tenant for good: nothing in it changes any more",
    details: "Who may look still looks. It cannot be opened again; deleted it can be when its retention is over (`tenant show`).",
    arguments: [.tenant], options: [.reason],
    calls: [.closeTenant],
    examples: [.init("walletctl tenant close toko --yes", "without being asked")],
    run: { session throws(CommandFailure) in
      try session.confirm("Close \(session.invocation.argument("TENANT")) for good? It is never opened again.")
      try session.changeTenant("close")
    })
}
