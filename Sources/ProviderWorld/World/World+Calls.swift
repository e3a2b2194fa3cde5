import HTTPServer
import JSON
package import LedgerCore

/// From a call to what is done about it, faults included.
extension World {
  /// What the server does with one call.
  package struct Reaction: Sendable {
    package enum Manner: Equatable, Sendable {
      case answer
      /// Milliseconds to wait first.
      case answerAfter(Int64)
      /// The connection is reset, after so many milliseconds.
      case cutAfter(Int64)
    }

    package let answer: Answer
    package let manner: Manner
  }

  package mutating func react(to call: Call, at now: Timestamp) -> Reaction {
    pass(to: now)
    if call.path.first == "_sim" { return Reaction(answer: customerDesk(call, at: now), manner: .answer) }
    guard let route = Route(call) else {
      return Reaction(
        answer: .problem(404, "\(call.method.name) /\(call.path.joined(separator: "/")) is no call of a provider"),
        manner: .answer)
    }
    guard let fault = faults.strike(route.provider, route.operation, at: now) else {
      return Reaction(answer: perform(route, call, at: now), manner: .answer)
    }
    let effect = fault.hasEffect ? ", with effect" : ""
    note("fault \(fault.kind.rawValue) on \(route.provider.rawValue) \(route.operation.rawValue)\(effect)")
    return strike(fault, route, call, at: now)
  }

  private mutating func strike(_ fault: Fault, _ route: Route, _ call: Call, at now: Timestamp) -> Reaction {
    let real = fault.hasEffect ? perform(route, call, at: now) : nil
    let manner: Reaction.Manner
    var answer = real ?? failure(503, route.provider, inBody: false)
    switch fault.kind {
    case .slow:
      keepWaiting(call, route.provider, until: Timestamp(microseconds: now.microseconds + fault.milliseconds * 1_000))
      manner = .answerAfter(fault.milliseconds)
    case .timeoutBefore, .timeoutAfter: manner = .cutAfter(fault.milliseconds)
    case .reset, .outage: manner = .cutAfter(0)
    case .http500, .http503, .http429:
      let status: UInt16 = fault.kind == .http500 ? 500 : fault.kind == .http503 ? 503 : 429
      answer = failure(status, route.provider, inBody: fault.inBody)
      manner = .answer
    case .garbage:
      answer = Answer(200, "text/html", Array("<html><head><title>502 Bad Gateway</title></head><body><center>".utf8))
      manner = .answer
    case .declined:
      answer = perform(route, call, declined: true, at: now)
      manner = .answer
    case .duplicate, .late, .reordered, .lost, .forged, .tampered: preconditionFailure("these strike webhooks")
    }
    return Reaction(answer: answer, manner: manner)
  }

  private mutating func perform(_ route: Route, _ call: Call, declined: Bool = false, at now: Timestamp) -> Answer {
    switch route {
    case .midtrans(let route): midtrans(route, call, declined: declined, at: now)
    case .xendit(let route): xendit(route, call, declined: declined, at: now)
    }
  }

  /// Whoever repeats the key meanwhile learns that the first request is under way.
  private mutating func keepWaiting(_ call: Call, _ provider: Provider, until time: Timestamp) {
    switch provider {
    case .midtrans: if let key = call.headers["idempotency-key"] { midtransKeys[key]?.ready = time }
    case .xendit: if let key = call.headers["idempotency-key"] { xenditKeys[key]?.ready = time }
    }
  }

  /// How a provider says that it fails.
  private mutating func failure(_ status: UInt16, _ provider: Provider, inBody: Bool) -> Answer {
    switch provider {
    case .midtrans:
      let sentence =
        switch status {
        case 429: "API rate limit exceeded."
        case 503: "The bank or partner is experiencing a connection issue."
        default: "Sorry. Our system is recovering from unexpected issues. Please retry."
        }
      return Answer(
        inBody ? 200 : status,
        ["status_code": .string("\(status)"), "status_message": .string(sentence), "id": .string(chance.uuid())])
    case .xendit:
      let (code, sentence) =
        switch status {
        case 429: ("RATE_LIMIT_EXCEEDED", "You have exceeded the rate limit.")
        case 503: ("CHANNEL_UNAVAILABLE", "The channel is not available at the moment.")
        default: ("SERVER_ERROR", "An unexpected error occurred.")
        }
      var answer = Answer(status, ["error_code": .string(code), "message": .string(sentence)])
      if status == 429 {
        answer.headers = [
          HTTPHeader("Rate-Limit-Limit", "60"), HTTPHeader("Rate-Limit-Remaining", "0"), HTTPHeader("Rate-Limit-Reset", "60"),
        ]
      }
      return answer
    }
  }
}

/// Which provider is called, and for what.
enum Route: Sendable {
  case midtrans(MidtransRoute)
  case xendit(XenditRoute)

  /// Paths tell the providers apart; a prefix `/midtrans` or `/xendit` may stand before them.
  init?(_ call: Call) {
    let path = call.path.first.flatMap(Provider.init) == nil ? call.path[...] : call.path.dropFirst()
    if let route = XenditRoute(call.method, path) {
      self = .xendit(route)
    } else if let route = MidtransRoute(call.method, path) {
      self = .midtrans(route)
    } else {
      return nil
    }
  }

  var provider: Provider {
    switch self {
    case .midtrans: .midtrans
    case .xendit: .xendit
    }
  }

  var operation: Operation {
    switch self {
    case .midtrans(let route): route.operation
    case .xendit(let route): route.operation
    }
  }
}
