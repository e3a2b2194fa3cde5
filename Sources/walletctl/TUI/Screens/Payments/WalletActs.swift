import JSON
import WalletAPI
import WalletClient

/// What can be done to a wallet.
enum WalletActs {
  static let all = [suspend, activate, freeze, unfreeze]

  static let suspend = act(
    "S", "suspend", "nothing new to it or by it", .suspendWallet,
    refusal: { $0.text(at: "status") == "active" ? nil : "it is \($0.text(at: "status"))" },
    what: "Nothing new is paid to it or by it; what was begun before is captured and given back.")

  static let activate = act(
    "A", "activate", "it takes part again", .activateWallet,
    refusal: { $0.text(at: "status") == "active" ? "it is active" : nil }, what: "It pays and is paid again.")

  static let freeze = act(
    "F", "freeze", "nothing leaves it, nothing comes", .freezeWallet, ["sides": ["debits", "credits"]],
    refusal: { ($0["frozen"]?.arrayValue?.count ?? 0) > 1 ? "it is frozen" : nil },
    what: "Nothing leaves it and nothing comes, bonuses included; what a provider has taken is still booked.")

  static let unfreeze = act(
    "U", "unfreeze", "takes a freeze away", .unfreezeWallet, ["sides": ["debits", "credits"]],
    refusal: { $0["frozen"]?.arrayValue?.isEmpty ?? true ? "it is not frozen" : nil }, what: "Money moves again, in and out.")

  private static func act(
    _ key: Character, _ name: String, _ help: String, _ operation: OperationID, _ body: JSONValue = [:],
    refusal: @escaping @Sendable (JSONValue) -> String?, what: String
  ) -> Act {
    Act(
      key: key, name: name, help: help, operation: operation, refusal: refusal, subject: { .get(path($0)) },
      question: { "\(name.prefix(1).uppercased() + name.dropFirst()) \(Plain.text($0.text(at: "wallet_id")))? \(what)" },
      request: { (path($0, "/" + name), body) }, command: { ["wallet", name, $0.text(at: "wallet_id")] },
      done: { wallet in
        let frozen = wallet["frozen"]?.arrayValue ?? []
        let sides = frozen.isEmpty ? "" : ", \(frozen.compactMap(\.stringValue).joined(separator: " and ")) frozen"
        return "\(Plain.text(wallet.text(at: "wallet_id"))) is \(wallet.text(at: "status"))\(sides)."
      })
  }

  private static func path(_ wallet: JSONValue, _ rest: String = "") -> String {
    PercentCoding.path("/v1/wallets", wallet.text(at: "wallet_id"), rest)
  }
}
