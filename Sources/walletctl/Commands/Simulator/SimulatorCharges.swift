import JSON
import WalletClient

extension SimulatorCommands {
  static let charges = Command(
    words: ["sim", "charges"], summary: "List the charges in the simulator's book, newest last",
    details: "To hold our books against: captured and refunded are what the provider says.", options: [.simulator],
    examples: [.init("walletctl sim charges --csv", "for a spreadsheet")],
    run: { session throws(CommandFailure) in
      let charges = try session.simulator().ask(.get, "/_sim/book")["charges"]?.arrayValue ?? []
      switch session.output.format {
      case .table where charges.isEmpty: session.note("There is no charge.")
      case .table: session.streams.out(session.output.table(charges, as: columns))
      case .json: session.output.json(["data": .array(charges)])
      case .jsonl: for charge in charges { session.output.jsonLine(charge) }
      case .csv: session.output.csv(charges, columns, isFirst: true)
      }
    })
}
