import LedgerCore
import Payments

extension ProviderAnswer {
  /// What an answer means that `read` understands when it came at all. What makes no sense is unknown: money may have moved.
  func outcome(_ read: (Int, [UInt8]) throws(Senseless) -> ProviderOutcome) -> ProviderOutcome {
    switch self {
    case .notSent(let why): return .notSent(ProviderRefusal(.unreachable, ShownText.line(why)))
    case .interrupted(let why): return .unknown(ProviderRefusal(.interrupted, ShownText.line(why)))
    case .answered(let status, let body):
      do { return try read(status, body) } catch {
        return .unknown(ProviderRefusal(.malfunction, ShownText.line("HTTP \(status), \(error.what)")))
      }
    }
  }
}

extension ProviderOutcome {
  /// The same without the provider's words where one of our secrets stands in its answer: a provider may repeat what it was sent, and what
  /// is kept of its words may end in the middle of a key.
  func hiding(_ secrets: [ProviderSecret], of answer: ProviderAnswer) -> ProviderOutcome {
    let words =
      switch answer {
      case .answered(_, let body): String(decoding: body, as: UTF8.self)
      case .notSent(let why), .interrupted(let why): why
      }
    return switch self {
    case .done(let facts): .done(ProviderOutcome.hiding(facts, secrets, words))
    case .pending(let facts): .pending(ProviderOutcome.hiding(facts, secrets, words))
    case .declined(let refusal): .declined(ProviderOutcome.hiding(refusal, secrets, words))
    case .notSent(let refusal): .notSent(ProviderOutcome.hiding(refusal, secrets, words))
    case .unknown(let refusal): .unknown(ProviderOutcome.hiding(refusal, secrets, words))
    }
  }

  private static let withheld: Text = "withheld: a key stands in it"

  private static func hiding(_ facts: ProviderFacts, _ secrets: [ProviderSecret], _ words: String) -> ProviderFacts {
    guard let code = facts.failureCode, show(secrets, words + code.string) else { return facts }
    var facts = facts
    facts.failureCode = withheld
    return facts
  }

  private static func hiding(_ refusal: ProviderRefusal, _ secrets: [ProviderSecret], _ words: String) -> ProviderRefusal {
    show(secrets, words + refusal.detail.string) ? ProviderRefusal(refusal.reason, withheld) : refusal
  }

  private static func show(_ secrets: [ProviderSecret], _ words: String) -> Bool {
    secrets.contains { $0.isShown(in: words) }
  }
}
