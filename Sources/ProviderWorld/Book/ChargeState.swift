/// Where a charge stands, in the simulator's own words; each provider's face has its own for the same.
package enum ChargeState: String, CaseIterable, Sendable {
  /// The customer may pay.
  case pending
  /// The money is set aside and not taken.
  case authorized
  /// Not taken before a person has looked at it.
  case challenged
  /// Taken; the acquirer settles it later (cards).
  case captured
  /// The merchant has it.
  case settled
  case declined
  case cancelled
  case expired
  /// Settled, and taken back by the bank minutes later.
  case reversed

  /// The transitions there are. Everything else is refused and changes nothing.
  func after(_ event: ChargeEvent) -> ChargeState? {
    switch (self, event) {
    case (.pending, .pay): .settled
    case (.pending, .authorize): .authorized
    case (.pending, .challenge): .challenged
    case (.pending, .capture), (.authorized, .capture), (.challenged, .approve): .captured
    case (.pending, .decline), (.authorized, .decline), (.challenged, .decline): .declined
    case (.pending, .cancel), (.authorized, .cancel), (.challenged, .cancel), (.captured, .cancel): .cancelled
    case (.pending, .expire), (.authorized, .expire): .expired
    case (.captured, .settle): .settled
    case (.settled, .reverse): .reversed
    // Real money for a code that was thought dead: providers document the race.
    case (.expired, .payLate), (.cancelled, .payLate): .settled
    case (.pending, _), (.authorized, _), (.challenged, _), (.captured, _), (.settled, _), (.declined, _), (.cancelled, _),
      (.expired, _), (.reversed, _):
      nil
    }
  }

  /// Whether the merchant's money is in it.
  var holdsMoney: Bool {
    switch self {
    case .captured, .settled: true
    case .pending, .authorized, .challenged, .declined, .cancelled, .expired, .reversed: false
    }
  }
}

/// What may happen to a charge.
enum ChargeEvent: String, CaseIterable, Sendable {
  case pay, payLate, authorize, challenge, approve, capture, settle, decline, cancel, expire, reverse
}
