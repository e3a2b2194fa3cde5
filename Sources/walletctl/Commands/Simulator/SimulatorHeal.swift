import JSON
import WalletClient

extension SimulatorCommands {
  static let heal = Command(
    words: ["sim", "heal"], summary: "Take back every fault that was ordered", options: [.simulator],
    examples: [.init("walletctl sim heal", "from now on all goes well")],
    run: { session throws(CommandFailure) in
      session.output.show(
        try session.simulator().ask(.delete, "/_sim/faults"), as: [Column("Taken back", "cleared", .number("cleared"))])
    })
}
