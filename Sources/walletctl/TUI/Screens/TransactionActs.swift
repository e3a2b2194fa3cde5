import JSON
import WalletAPI
import WalletClient

/// What can be done to a transaction. Nothing is ever deleted: a mistake is corrected by another transaction.
enum TransactionActs {
  static let reverse = Act(
    key: "V", name: "reverse", help: "posts it the other way round", operation: .reverseTransaction,
    refusal: { row in
      switch row.text(at: "type") {
      case "transfer", "capture", "reversal": nil
      case let type: "a \(type) moves nothing that could be moved back"
      }
    },
    subject: { .get(PercentCoding.path("/v1/transactions", $0.text(at: "id"))) },
    question: { "Reverse \($0.text(at: "id"))? These entries are posted:" },
    postings: mirrored,
    request: { (PercentCoding.path("/v1/transactions", $0.text(at: "id"), "/reverse"), [:]) },
    command: { ["transaction", "reverse", $0.text(at: "id")] },
    done: { "Reversed by \($0.text(at: "id"))." })

  /// What a reversal posts: the posted rows the other way round, last first.
  @Sendable static func mirrored(_ transaction: JSONValue) -> [PostingInput] {
    (transaction["postings"]?.arrayValue ?? []).reversed().filter { ["post", "capture"].contains($0.text(at: "kind")) }.map {
      PostingInput(
        debit: $0.text(at: "credit"), credit: $0.text(at: "debit"), amount: $0["amount"]?.integerValue ?? 0,
        currency: $0["currency"]?.stringValue, balancing: nil)
    }
  }
}
