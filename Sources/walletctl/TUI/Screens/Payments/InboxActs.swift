import JSON
import WalletAPI
import WalletClient

/// What can be done to a webhook.
enum InboxActs {
  static let replay = Act(
    key: "P", name: "replay", help: "reads it again, as if it had just come", operation: .replayDelivery, refusal: { _ in nil },
    subject: { .get(path($0)) },
    question: {
      "Read \(Plain.text($0.text(at: "delivery_id"))) again? It moves no money by itself: the provider is asked what it is about."
    },
    request: { (path($0, "/replay"), [:]) }, command: { ["inbox", "replay", $0.text(at: "delivery_id")] },
    done: { "\(Plain.text($0.text(at: "delivery_id"))) is \($0.text(at: "status"))." })

  private static func path(_ delivery: JSONValue, _ rest: String = "") -> String {
    PercentCoding.path("/v1/inbox", delivery.text(at: "delivery_id"), rest)
  }
}
