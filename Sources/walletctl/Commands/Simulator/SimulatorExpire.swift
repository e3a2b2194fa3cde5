import WalletAPI

extension SimulatorCommands {
  static let expire = Command(
    words: ["sim", "expire"], summary: "Let the time to pay run out", arguments: [whichArgument], options: which,
    calls: [.listAttempts],
    examples: [.init("walletctl sim expire pi_01JD4W7Q2M0000CR00000000AD", "nobody has scanned it in time")],
    run: { session throws(CommandFailure) in try act("expire", session) })
}
