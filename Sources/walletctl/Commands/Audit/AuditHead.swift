import WalletAPI

extension AuditCommands {
  static let head = Command(
    words: ["audit", "head"], summary: "Print the audit trail's signed head: an anchor to keep elsewhere",
    details: "A trail that is cut or rewritten later no longer fits it: `walletctl audit verify --anchor FILE` finds out.",
    calls: [.getAuditHead],
    examples: [
      .init("walletctl audit head > audit-2026-11-20.json", "then keep it where the daemon's administrator cannot reach it")
    ],
    run: { session throws(CommandFailure) in
      session.isAboutAllTenants = true
      let head = try session.get("/v1/audit/head")
      switch session.output.format {
      case .table, .json: session.output.json(head)
      case .jsonl: session.output.jsonLine(head)
      case .csv: session.output.csv([head], AuditColumns.head, isFirst: true)
      }
    })
}
