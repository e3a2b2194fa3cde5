import JSON
import WalletAPI
import WalletClient

/// What can be done to a hold.
enum HoldActs {
  static let all = [capture, release]

  static let capture = Act(
    key: "C", name: "capture", help: "posts what is still reserved, all of it", operation: .captureHold, refusal: refusal,
    subject: subject, question: { "Capture all that is left of \($0.text(at: "id"))? These entries are posted:" },
    postings: { [posting($0, .capture)] },
    request: { (PercentCoding.path("/v1/holds", $0.text(at: "id"), "/capture"), ["final": true]) },
    command: { ["hold", "capture", $0.text(at: "id")] },
    done: { "Captured by \($0.at("transaction.id")?.stringValue ?? "")." })

  static let release = Act(
    key: "R", name: "release", help: "frees what is still reserved", operation: .releaseHold, refusal: refusal,
    subject: subject, question: { "Release \($0.text(at: "id"))? What is left of it is freed:" },
    postings: { [posting($0, .release)] },
    request: { (PercentCoding.path("/v1/holds", $0.text(at: "id"), "/release"), [:]) },
    command: { ["hold", "release", $0.text(at: "id")] },
    done: { "Released by \($0.at("transaction.id")?.stringValue ?? "")." })

  @Sendable private static func refusal(_ hold: JSONValue) -> String? {
    let status = hold.text(at: "status")
    return status == "open" ? nil : "it is \(status)"
  }

  @Sendable private static func subject(_ hold: JSONValue) -> ClientRequest {
    .get(PercentCoding.path("/v1/holds", hold.text(at: "id")))
  }

  private static func posting(_ hold: JSONValue, _ kind: PostingInput.Kind) -> PostingInput {
    PostingInput(
      kind: kind, debit: hold.text(at: "debit"), credit: hold.text(at: "credit"), amount: hold["remaining"]?.integerValue ?? 0,
      currency: hold["currency"]?.stringValue, balancing: nil)
  }
}
