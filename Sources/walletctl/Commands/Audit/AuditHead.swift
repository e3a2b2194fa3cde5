import WalletAPI

extension AuditCommands {
  static let head = Command(
    words: ["audit", "head"], summary: "Print an audit trail's signed head: an anchor to keep elsewhere",
    details: "A trail that is cut or rewritten later no longer fits it: `walletctl audit verify --anchor FILE` finds out.",
    options: [TrailOption.option],
    calls: [.getAuditHead],
    examples: [
      .init("walletctl audit head > audit-2026-11-20.json", "then keep it where the daemon's administrator cannot reach it"),
      .init("walletctl -t toko audit head --trail vault > toko-vault-2026-11-20.json", "the head of a tenant's vault"),
    ],
    run: { session throws(CommandFailure) in
      let head = try session.get("/v1/audit/head", query: try TrailOption.query(session))
      switch session.output.format {
      case .table, .json: session.output.json(head)
      case .jsonl: session.output.jsonLine(head)
      case .csv: session.output.csv([head], AuditColumns.head, isFirst: true)
      }
    })
}
