/// What may go wrong between a provider and its customer's program.
enum FaultKind: String, CaseIterable, Sendable {
  /// Everything is done, and the answer comes late.
  case slow
  /// Nothing is done, and no answer comes.
  case timeoutBefore = "timeout_before"
  /// Everything is done, and no answer comes.
  case timeoutAfter = "timeout_after"
  case http500 = "http_500"
  case http503 = "http_503"
  case http429 = "http_429"
  /// The connection is reset instead of an answer.
  case reset
  /// 200 with what is no JSON.
  case garbage
  /// The bank refuses a refund or a payout.
  case declined
  /// For a time the provider is not there: connections are reset, webhooks wait.
  case outage

  /// The same webhook twice.
  case duplicate
  /// The webhook comes, later.
  case late
  /// The webhook comes after the next one.
  case reordered
  /// The webhook never comes.
  case lost
  /// Besides the true webhook one comes that says more than is true, and is signed by somebody without the key.
  case forged
  /// The same, with a signature or token that is right: only a question to the provider tells.
  case tampered

  var isOfWebhooks: Bool {
    switch self {
    case .duplicate, .late, .reordered, .lost, .forged, .tampered: true
    case .slow, .timeoutBefore, .timeoutAfter, .http500, .http503, .http429, .reset, .garbage, .declined, .outage: false
    }
  }

  /// Whether the request has its effect where nobody says otherwise.
  var hasEffect: Bool {
    switch self {
    case .slow, .timeoutAfter, .reset, .garbage: true
    case .timeoutBefore, .http500, .http503, .http429, .outage, .declined: false
    case .duplicate, .late, .reordered, .lost, .forged, .tampered: true
    }
  }

  /// Whether `effect` may be chosen for it: who times out before or after has said so already.
  var mayHaveEffect: Bool {
    switch self {
    case .http500, .http503, .reset, .garbage: true
    case .slow, .timeoutBefore, .timeoutAfter, .http429, .outage, .declined: false
    case .duplicate, .late, .reordered, .lost, .forged, .tampered: false
    }
  }

  /// What a seed draws from: faults that pass by themselves.
  static let ofCalls: [FaultKind] = [.slow, .timeoutBefore, .timeoutAfter, .http500, .http503, .http429, .reset, .garbage]
  static let ofWebhooks: [FaultKind] = [.duplicate, .late, .reordered, .lost, .forged, .tampered]
}

/// What a call asks for, in words that both providers share.
enum Operation: String, CaseIterable, Sendable {
  case charge, status, cancel, expire, capture, approve, deny, refund, method, simulate, balance, payout
}

/// Where a fault strikes.
enum FaultTarget: Equatable, Sendable {
  case operation(Operation)
  case webhook
  /// Every operation; also every webhook, for kinds that webhooks know.
  case all

  init?(_ text: String) {
    switch text {
    case "all": self = .all
    case "webhook": self = .webhook
    default:
      guard let operation = Operation(rawValue: text) else { return nil }
      self = .operation(operation)
    }
  }

  var text: String {
    switch self {
    case .operation(let operation): operation.rawValue
    case .webhook: "webhook"
    case .all: "all"
    }
  }

  func covers(_ other: FaultTarget) -> Bool { self == .all || self == other }
}
