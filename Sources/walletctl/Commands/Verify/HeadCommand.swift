import WalletAPI

enum HeadCommand {
  static let head = Command(
    words: ["head"], summary: "Print the ledger's signed head: an anchor to keep elsewhere",
    details: "A ledger that is cut or rewritten later no longer fits it: `walletctl verify --anchor FILE` finds out.",
    calls: [.getHead],
    examples: [
      .init(
        "walletctl -t toko head > toko-2026-11-20.json", "then keep the file where the daemon's administrator cannot reach it")
    ],
    run: { session throws(CommandFailure) in
      let head = try session.get("/v1/head")
      switch session.output.format {
      case .table, .json: session.output.json(head)
      case .jsonl: session.output.jsonLine(head)
      case .csv: session.output.csv([head], columns, isFirst: true)
      }
    })

  private static let columns = ["tenant", "sequence", "seal_number", "seal", "signed_at", "public_key", "signature"].map {
    Column("", $0, .text($0))
  }
}
