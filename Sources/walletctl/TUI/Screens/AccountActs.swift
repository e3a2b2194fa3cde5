import JSON
import WalletAPI
import WalletClient

/// What can be done to an account.
enum AccountActs {
  static let all = [freeze, unfreeze]

  static let freeze = Act(
    key: "F", name: "freeze", help: "no new postings and holds on it", operation: .freezeAccount,
    refusal: { row in
      switch row.text(at: "status") {
      case "closed": "it is closed"
      case "frozen" where (row["frozen"]?.arrayValue?.count ?? 2) > 1: "it is frozen"
      default: nil
      }
    },
    subject: { .get(PercentCoding.path("/v1/accounts", $0.text(at: "id"))) },
    question: {
      "Freeze \(name($0))? No new postings and holds, in or out; what is reserved can still be captured and released."
    },
    request: { (PercentCoding.path("/v1/accounts", $0.text(at: "id"), "/freeze"), ["sides": ["debits", "credits"]]) },
    command: { ["account", "freeze", $0.text(at: "id")] },
    done: { "\(name($0)) is frozen." })

  static let unfreeze = Act(
    key: "U", name: "unfreeze", help: "takes a freeze away", operation: .unfreezeAccount,
    refusal: { $0.text(at: "status") == "frozen" ? nil : "it is not frozen" },
    subject: { .get(PercentCoding.path("/v1/accounts", $0.text(at: "id"))) },
    question: { "Unfreeze \(name($0))? Money moves on it again, in and out." },
    request: { (PercentCoding.path("/v1/accounts", $0.text(at: "id"), "/unfreeze"), ["sides": ["debits", "credits"]]) },
    command: { ["account", "unfreeze", $0.text(at: "id")] },
    done: { "\(name($0)) is open." })

  private static func name(_ account: JSONValue) -> String {
    Plain.text(account["code"]?.stringValue ?? account.text(at: "id"))
  }
}
