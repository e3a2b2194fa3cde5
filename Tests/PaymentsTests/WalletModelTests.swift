import Testing

@testable import LedgerCore
@testable import Payments

/// Chance does things to a wallet, and a small model that knows nothing of records and accounts says what must be in it.
@Suite struct WalletModelTests {
  @Test(arguments: 1...12) func `whatever happens to a wallet, its books are those of a model`(seed: UInt64) throws {
    var run = try WalletRun(seed: seed)
    for _ in 0..<60 {
      let what = try run.step()
      try run.check(what)
    }
    try run.scene.workOff()
    try run.check("the end")
  }
}

/// A bonus as the model has it; money under a hold is apart.
private struct Grant {
  let id: BonusID
  let expiresAt: Int64?
  var free: Int64
}

private struct Paid {
  let id: PaymentID
  /// What is held, and what was taken and not given back: of which bonus, and of the wallet's own money.
  var held: [(bonus: BonusID, amount: Int64)] = []
  var heldOwn: Int64 = 0
  var taken: [(bonus: BonusID, amount: Int64)] = []
  var captured: Int64 = 0
  var capturedOwn: Int64 = 0
  var refunded: Int64 = 0
  var returnedOwn: Int64 = 0
  var until: Int64?

  var isHeld: Bool { heldOwn > 0 || !held.isEmpty }
}

private struct WalletRun {
  let scene: Scene
  private var dice: SplitMix
  private var own: Int64 = 0
  private var grants: [Grant] = []
  private var payments: [Paid] = []
  private var toppedUp: Int64 = 0
  private var granted: Int64 = 0

  init(seed: UInt64) throws {
    scene = try Scene()
    dice = SplitMix(state: seed)
  }

  private var now: Int64 { scene.clock.now().microseconds }
  private mutating func below(_ bound: Int64) -> Int64 { Int64(dice.next() % UInt64(bound)) }
  private mutating func amount() -> Int64 { 1 + below(1_000) * (below(3) == 0 ? 1 : 100) }

  /// The bonuses that may be spent, in their order: of those that expire at one time, the one that was given first.
  private var spendable: [Int] {
    grants.indices.filter { grants[$0].free > 0 && (grants[$0].expiresAt.map { $0 > now } ?? true) }.sorted {
      (grants[$0].expiresAt ?? .max, $0) < (grants[$1].expiresAt ?? .max, $1)
    }
  }

  mutating func step() throws -> String {
    switch below(12) {
    case 0, 1:
      let amount = 100 * (1 + below(1_000))
      try scene.topUp(amount)
      own += amount
      toppedUp += amount
      return "a top-up of \(amount)"
    case 2, 3:
      let amount = amount()
      let seconds: Int64? = below(4) == 0 ? nil : 1 + below(900_000)
      let id = try scene.grant(amount, for: seconds)
      grants.append(Grant(id: id, expiresAt: seconds.map { now + $0 * 1_000_000 }, free: amount))
      granted += amount
      return "a bonus of \(amount)"
    case 4, 5: return try spend(manual: false)
    case 6, 7: return try spend(manual: true)
    case 8: return try capture()
    case 9: return try refund()
    case 10:
      let seconds = below(3) == 0 ? below(400_000) : below(5_000)
      scene.clock.advance(seconds: seconds)
      end()
      // Before anybody has noted what that has ended.
      return "\(seconds) seconds, and \(try spend(manual: below(2) == 0))"
    default:
      guard let index = payments.indices.first(where: { payments[$0].isHeld }) else { return "nothing" }
      try scene.settled(scene.begin(CancelIntent(voiding: payments[index].id)))
      free(index)
      return "a void"
    }
  }

  private mutating func spend(manual: Bool) throws -> String {
    let amount = amount()
    let intent = try scene.pay(amount, capture: manual ? .manual : .automatic)
    let promo = spendable.reduce(0) { $0 + grants[$1].free }
    guard promo + own >= amount else {
      #expect(intent.value.state == .requiresMethod)
      #expect(intent.value.lastError?.shortfall == .init(available: promo + own, needed: amount))
      return "nothing: \(amount) is too much"
    }
    var paid = Paid(id: try #require(intent.value.payment))
    var left = amount
    for index in spendable where left > 0 {
      let part = min(left, grants[index].free)
      grants[index].free -= part
      left -= part
      if manual { paid.held.append((grants[index].id, part)) } else { paid.taken.append((grants[index].id, part)) }
    }
    own -= left
    if manual {
      paid.heldOwn = left
      paid.until = now + 604_800 * 1_000_000
    } else {
      (paid.captured, paid.capturedOwn) = (amount, left)
    }
    payments.append(paid)
    return manual ? "an authorization of \(amount)" : "a payment of \(amount)"
  }

  private mutating func capture() throws -> String {
    guard let index = payments.indices.last(where: { payments[$0].isHeld }) else { return "nothing" }
    var paid = payments[index]
    let all = paid.heldOwn + paid.held.reduce(0) { $0 + $1.amount }
    let amount = 1 + below(all)
    let isFinal = below(2) == 0
    _ = try scene.capture(paid.id, amount, isFinal: isFinal)
    var left = amount
    while left > 0, let part = paid.held.first {
      let taken = min(left, part.amount)
      paid.taken.append((part.bonus, taken))
      paid.held[0].amount -= taken
      if paid.held[0].amount == 0 { paid.held.removeFirst() }
      left -= taken
    }
    paid.heldOwn -= left
    paid.captured += amount
    paid.capturedOwn += left
    payments[index] = paid
    if isFinal { free(index) }
    return "a capture of \(amount)\(isFinal ? ", the last" : "")"
  }

  private mutating func refund() throws -> String {
    let candidates = payments.indices.filter { payments[$0].captured > payments[$0].refunded }
    guard !candidates.isEmpty else { return "nothing" }
    let index = candidates[Int(below(Int64(candidates.count)))]
    var paid = payments[index]
    let amount = 1 + below(paid.captured - paid.refunded)
    _ = try scene.settled(scene.refund(paid.id, amount))
    paid.refunded += amount
    let toOwn = min(amount, paid.refunded * paid.capturedOwn / paid.captured - paid.returnedOwn)
    paid.returnedOwn += toOwn
    own += toOwn
    var left = amount - toOwn
    // To what expires last, first; what was paid with one bonus in several captures is one.
    var order: [BonusID] = []
    for part in paid.taken where !order.contains(part.bonus) { order.append(part.bonus) }
    for bonus in order.reversed() {
      for position in paid.taken.indices where paid.taken[position].bonus == bonus {
        let part = min(left, paid.taken[position].amount)
        paid.taken[position].amount -= part
        giveBack(part, bonus)
        left -= part
      }
    }
    #expect(left == 0)
    payments[index] = paid
    return "a refund of \(amount)"
  }

  /// Time has passed: what ended with it.
  private mutating func end() {
    for index in payments.indices { if let until = payments[index].until, until <= now { free(index) } }
    for index in grants.indices { if let end = grants[index].expiresAt, end <= now { grants[index].free = 0 } }
  }

  private mutating func free(_ index: Int) {
    own += payments[index].heldOwn
    for part in payments[index].held { giveBack(part.amount, part.bonus) }
    payments[index].heldOwn = 0
    payments[index].held = []
    payments[index].until = nil
  }

  private mutating func giveBack(_ amount: Int64, _ bonus: BonusID) {
    for index in grants.indices where grants[index].id == bonus {
      if grants[index].expiresAt.map({ $0 > now }) ?? true { grants[index].free += amount }
    }
  }

  /// Holds the books against the model. Where nobody has noted yet that something is over, that is noted first.
  func check(_ what: String) throws {
    try scene.workOff()
    let (ownCode, promoCode) = ("liabilities:wallet:w1:available", "liabilities:wallet:w1:promo")
    let heldOwn = payments.reduce(0) { $0 + $1.heldOwn }
    let heldPromo = payments.reduce(0) { $0 + $1.held.reduce(0) { $0 + $1.amount } }
    let free = grants.reduce(0) { $0 + $1.free }
    #expect(scene.held(ownCode) == heldOwn && scene.held(promoCode) == heldPromo, "holds after \(what)")
    #expect(scene.posted(ownCode) == own + heldOwn, "its own money after \(what)")
    #expect(scene.posted(promoCode) == free + heldPromo, "its bonuses after \(what)")
    var rests: Int64 = 0
    var held: Int64 = 0
    for grant in grants {
      let bonus = try scene.find(grant.id, Bonus.self).value
      #expect(bonus.rest >= 0 && bonus.spent >= 0 && bonus.expired >= 0)
      #expect((bonus.rest > 0) == (bonus.state == .active || bonus.state == .expiring), "\(bonus.state) after \(what)")
      rests += bonus.rest
      held += bonus.holds.reduce(0) { $0 + $1.amount }
    }
    #expect(rests == scene.posted(promoCode) && held == heldPromo, "the sum of bonuses after \(what)")
    // Nothing is in transit, and what came in is somewhere.
    #expect(scene.posted("liabilities:refund:intransit") == 0)
    let there =
      scene.posted(ownCode) + scene.posted(promoCode) + scene.posted("liabilities:merchant:m1:pending")
      + scene.posted("liabilities:merchant:m1:available") + scene.posted("revenue:fee:payment")
    #expect(there == toppedUp + scene.posted("expenses:promo"), "assets and liabilities after \(what)")
    #expect(scene.posted("expenses:promo") <= granted && scene.posted("assets:psp:midtrans:clearing") == toppedUp)
  }
}

/// Numbers that are the same for the same seed.
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
