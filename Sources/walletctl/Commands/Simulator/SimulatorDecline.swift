import WalletAPI

extension SimulatorCommands {
  static let decline = Command(
    words: ["sim", "decline"], summary: "Play the bank that says no", arguments: [whichArgument], options: which,
    calls: [.listAttempts],
    examples: [.init("walletctl sim decline pi_01JD4W7Q2M0000CR00000000AD", "the intent asks for another way to pay")],
    run: { session throws(CommandFailure) in try act("decline", session) })
}
