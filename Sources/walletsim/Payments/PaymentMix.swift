import JSON

/// What a seed of payments is made of. Every seed draws its own.
struct PaymentMix {
  /// Payments that may be under way at once.
  let together: Int
  let xenditFirst: Bool
  let returnsFees: Bool
  /// Of a thousand calls, those that find nobody.
  let refusals: Int
  /// Kinds of faults and how likely each is, in millionths.
  let faults: [(kind: String, millionths: Int, effect: Bool?)]
  /// Milliseconds.
  let hold: Int64
  let slow: Int64
  let retry: Int64
  let confirmation: Int64
  let disksFail: Bool
  /// Of a hundred customers: how many do what.
  let tempers: [Int]
  let moves: [Int]

  private static let calls: [(String, Bool?)] = [
    ("slow", nil), ("timeout_before", nil), ("timeout_after", nil), ("http_429", nil), ("garbage", true), ("garbage", false),
    ("http_500", true), ("http_500", false), ("http_503", true), ("http_503", false), ("reset", true), ("reset", false),
  ]
  private static let webhooks = ["duplicate", "late", "reordered", "lost", "forged", "tampered"]

  init(_ chance: inout Chance) {
    together = chance.choose(1, 3, 8, 20)
    xenditFirst = chance.happens(40)
    returnsFees = chance.happens(70)
    refusals = chance.choose(0, 5, 50)
    var faults: [(String, Int, Bool?)] = []
    for (kind, effect) in Self.calls { faults.append((kind, chance.choose(0, 3_000, 15_000, 60_000), effect)) }
    for kind in Self.webhooks { faults.append((kind, chance.choose(0, 30_000, 100_000, 250_000), nil)) }
    faults.append(("declined", chance.choose(0, 0, 100_000, 300_000), nil))
    self.faults = faults
    hold = chance.choose(1_000, 9_000, 30_000)
    slow = chance.choose(200, 3_000, 15_000)
    retry = chance.choose(100, 5_000, 120_000)
    confirmation = chance.choose(0, 500, 60_000, 3_600_000)
    disksFail = chance.happens(25)
    tempers = Customer.Temper.allCases.map { $0.weight * chance.choose(0, 1, 1, 1, 4) }.enumerated().map {
      $0 == 0 ? max(10, $1) : $1
    }
    moves = PaymentSimulation.Move.allCases.map { move in
      switch move {
      case .crash, .restart, .fault, .outage, .bank: move.weight * chance.choose(0, 1, 1, 3)
      case .begin, .client, .again, .serve, .work, .look, .line, .webhook, .customer, .tick, .wait: move.weight
      }
    }
  }
}

/// What one customer does with one charge, whenever he looks at it.
struct Customer {
  enum Temper: CaseIterable {
    case pays, paysAfterAWhile, paysLate, never, declines

    var weight: Int {
      switch self {
      case .pays: 60
      case .paysAfterAWhile: 15
      case .paysLate: 15
      case .never: 8
      case .declines: 5
      }
    }
  }
}
