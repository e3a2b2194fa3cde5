import LedgerCore

/// Which faults strike whom: those that were ordered go first, then those that the seed draws. A value; the same orders, seed and
/// calls give the same faults.
package struct FaultPlan: Sendable {
  private(set) var rules: [FaultRule] = []
  private var chance: Chance
  /// Of calls and of webhooks, out of a million.
  private let seeded: Int
  private let delay: Delays
  private var numbers = 0

  /// Milliseconds that a fault takes unless its order says otherwise.
  package struct Delays: Equatable, Sendable {
    package var slow: Int64 = 2_000
    package var hold: Int64 = 30_000
    var late: Int64 = 5_000
    var outage: Int64 = 60_000

    package init() {}

    func of(_ kind: FaultKind) -> Int64 {
      switch kind {
      case .slow: slow
      case .timeoutBefore, .timeoutAfter: hold
      case .late, .reordered: late
      case .outage: outage
      case .http500, .http503, .http429, .reset, .garbage, .declined, .duplicate, .lost, .forged, .tampered: 0
      }
    }
  }

  init(seed: UInt64, millionths: Int, delay: Delays = Delays()) {
    // Not the numbers that ids are made of: a fault more or less must not change them.
    chance = Chance(seed: seed ^ 0xfa17)
    seeded = millionths
    self.delay = delay
  }

  mutating func add(_ order: FaultOrder, at now: Timestamp) -> FaultRule {
    numbers += 1
    let milliseconds = order.milliseconds ?? delay.of(order.kind)
    let rule = FaultRule(
      number: numbers, provider: order.provider, target: order.target,
      fault: Fault(
        kind: order.kind, milliseconds: milliseconds, hasEffect: order.hasEffect ?? order.kind.hasEffect, inBody: order.inBody),
      left: order.kind == .outage ? nil : order.times ?? (order.millionths == nil ? 1 : nil),
      millionths: order.millionths ?? 1_000_000,
      ends: order.kind == .outage ? now.microseconds + milliseconds * 1_000 : nil)
    rules.append(rule)
    return rule
  }

  /// Answers how many there were.
  mutating func clear() -> Int {
    defer { rules = [] }
    return rules.count
  }

  mutating func strike(_ provider: Provider, _ operation: Operation, at now: Timestamp) -> Fault? {
    let ordered = take(at: now) { rule in
      (rule.provider ?? provider) == provider && !rule.fault.kind.isOfWebhooks && rule.target.covers(.operation(operation))
        && (rule.fault.kind != .declined || operation == .refund || operation == .payout)
    }
    if let ordered { return ordered }
    guard seeded > 0, chance.below(1_000_000) < seeded, let kind = chance.pick(FaultKind.ofCalls) else { return nil }
    let effect = kind.mayHaveEffect ? chance.below(2) == 0 : kind.hasEffect
    return Fault(kind: kind, milliseconds: delay.of(kind), hasEffect: effect)
  }

  mutating func strikeWebhook(of provider: Provider, at now: Timestamp) -> Fault? {
    let ordered = take(at: now) { rule in
      (rule.provider ?? provider) == provider && rule.fault.kind.isOfWebhooks && rule.target.covers(.webhook)
    }
    if let ordered { return ordered }
    guard seeded > 0, chance.below(1_000_000) < seeded, let kind = chance.pick(FaultKind.ofWebhooks) else { return nil }
    return Fault(kind: kind, milliseconds: delay.of(kind), hasEffect: true)
  }

  /// Milliseconds until an outage that webhooks wait for is over; 0 where there is none.
  func outage(of provider: Provider, at now: Timestamp) -> Int64 {
    rules.lazy.filter { rule in
      rule.fault.kind == .outage && (rule.provider ?? provider) == provider && rule.target.covers(.webhook)
    }.compactMap(\.ends).map { max(0, ($0 - now.microseconds + 999) / 1_000) }.max() ?? 0
  }

  private mutating func take(at now: Timestamp, where fits: (FaultRule) -> Bool) -> Fault? {
    rules.removeAll { rule in rule.ends.map { $0 <= now.microseconds } ?? false }
    for place in rules.indices where rules[place].left != 0 && fits(rules[place]) {
      let isSure = rules[place].millionths == 1_000_000
      guard isSure || chance.below(1_000_000) < rules[place].millionths else { continue }
      rules[place].left = rules[place].left.map { $0 - 1 }
      rules[place].struck += 1
      return rules[place].fault
    }
    return nil
  }
}
