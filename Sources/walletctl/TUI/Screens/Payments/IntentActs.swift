import JSON
import WalletAPI
import WalletClient

/// What can be done to an intent.
enum IntentActs {
  static let cancel = Act(
    key: "X", name: "cancel", help: "nobody can pay it any more", operation: .cancelIntent,
    refusal: { intent in
      switch intent.text(at: "intent_status") {
      case "succeeded": "it is paid"
      case "cancelled": "it is cancelled"
      case "processing": "a provider is being asked: what it says comes first"
      default: nil
      }
    },
    subject: { .get(PercentCoding.path("/v1/payment_intents", $0.text(at: "payment_intent_id"))) },
    question: {
      "Cancel \(Plain.text($0.text(at: "payment_intent_id")))? What a provider has of it is cancelled there first. Nothing is posted."
    },
    request: { (PercentCoding.path("/v1/payment_intents", $0.text(at: "payment_intent_id"), "/cancel"), [:]) },
    command: { ["intent", "cancel", $0.text(at: "payment_intent_id")] },
    done: { "\(Plain.text($0.text(at: "payment_intent_id"))) is \($0.text(at: "intent_status"))." })
}
