import Testing

@testable import LedgerCore
@testable import Payments

/// Chance lets customers top up, send each other money, pay and be refunded, and a small model that adds up what moved says what is in their
/// wallets, and what their tiers must refuse.
@Suite struct CustomerModelTests {
  @Test(arguments: 1...10) func `whatever customers do, their wallets and what is refused them are those of a model`(seed: UInt64)
    throws
  {
    var run = try CustomerRun(seed: seed)
    for _ in 0..<90 {
      let what = try run.step()
      try run.check(what)
    }
    // Chance has met limits, or it has shown nothing.
    #expect(run.refused.count >= 2, "\(run.refused)")
  }
}

private struct CustomerRun {
  private let scene: Scene
  private var dice: Dice
  private var wallets: [Pocket] = []
  private var payments: [Bought] = []
  private(set) var refused: [RejectionCode: Int] = [:]
  private var granted: Int64 = 0
  private var toppedUp: Int64 = 0
  private var fees: Int64 = 0

  private struct Pocket {
    let name: Text
    let owner: Int?
    var own: Int64 = 0
    var promo: Int64 = 0
    /// By the number of the month.
    var came: [String: Int64] = [:]
    var left: [String: Int64] = [:]
  }

  private struct Bought {
    let id: PaymentID
    let wallet: Int
    let own: Int64
    let all: Int64
    var refunded: Int64 = 0
    var returned: Int64 = 0
  }

  private struct Dice {
    var state: UInt64

    mutating func below(_ bound: Int64) -> Int64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int64((state >> 33) % UInt64(bound))
    }
  }

  private static let balance: Int64 = 400_000
  private static let atOnce: Int64 = 120_000
  private static let outflow: Int64 = 500_000
  private static let inflow: Int64 = 700_000

  init(seed: UInt64) throws {
    scene = try Scene()
    dice = Dice(state: seed &* 0x9e37_79b9_7f4a_7c15)
    try scene.set {
      var tier = KYCTier(name: "basic", currency: Scene.idr)
      (tier.balance, tier.transaction) = (Self.balance, Self.atOnce)
      (tier.monthlyOutflow, tier.monthlyInflow) = (Self.outflow, Self.inflow)
      $0.tiers = [tier]
      $0.transferFee = FeePolicy(share: 10_000, fixed: 7, currency: Scene.idr)
    }
    for customer in 0..<2 {
      try scene.settled(
        scene.begin(CreateCustomer(Customer(reference: Text("c\(customer)"), title: nil, tier: "basic", metadata: nil))))
    }
    for (name, owner) in [("a", 0), ("b", 0), ("c", 1), ("d", nil)] as [(Text, Int?)] {
      try scene.wallet(name, customer: owner.map { Text("c\($0)") })
      wallets.append(Pocket(name: name, owner: owner))
    }
  }

  /// The month in Jakarta.
  private var month: String { String(scene.clock.now().adding(seconds: 7 * 3_600).rfc3339.prefix(7)) }

  private func sum(_ wallet: Int, _ value: (Pocket) -> Int64) -> Int64 {
    wallets.reduce(0) { $0 + ($1.owner == wallets[wallet].owner ? value($1) : 0) }
  }

  /// What must be said to so much coming in; nil: nothing.
  private func refusal(ofInflow amount: Int64, _ wallet: Int, ownMoney: Int64 = 0) -> RejectionCode? {
    guard wallets[wallet].owner != nil else { return nil }
    if amount > Self.atOnce { return .transactionLimitExceeded }
    if sum(wallet, { $0.own }) - ownMoney + amount > Self.balance { return .balanceLimitExceeded }
    return sum(wallet) { $0.came[month] ?? 0 } + amount > Self.inflow ? .inflowLimitExceeded : nil
  }

  private func refusal(ofOutflow amount: Int64, leaving: Int64, _ wallet: Int) -> RejectionCode? {
    guard wallets[wallet].owner != nil else { return nil }
    if amount > Self.atOnce { return .transactionLimitExceeded }
    return sum(wallet) { $0.left[month] ?? 0 } + leaving > Self.outflow ? .outflowLimitExceeded : nil
  }

  mutating func step() throws -> String {
    let wallet = Int(dice.below(4))
    let amount = 100 * (1 + dice.below(dice.below(4) == 0 ? 1_500 : 900))
    switch dice.below(11) {
    case 0, 1, 2: return try topUp(wallet, amount)
    case 3, 4, 5, 6: return try send(wallet, Int(dice.below(4)), amount + dice.below(100))
    case 7, 8: return try pay(wallet, amount)
    case 9: return try refund()
    default:
      if dice.below(2) == 0 {
        _ = try scene.grant(amount, wallets[wallet].name)
        wallets[wallet].promo += amount
        granted += amount
        return "a bonus of \(amount)"
      }
      let seconds = dice.below(9 * 86_400)
      scene.clock.advance(seconds: seconds)
      return "\(seconds) seconds"
    }
  }

  private mutating func topUp(_ wallet: Int, _ amount: Int64) throws -> String {
    if let code = refusal(ofInflow: amount, wallet) {
      let work = CreateIntent(payee: .wallet(wallets[wallet].name), amount: Money(amount, Scene.idr))
      #expect(try scene.rejection(scene.begin(work)) == code)
      refused[code, default: 0] += 1
      return "a top-up that is too much: \(code)"
    }
    try scene.topUp(amount, wallets[wallet].name)
    wallets[wallet].own += amount
    wallets[wallet].came[month, default: 0] += amount
    toppedUp += amount
    return "a top-up of \(amount)"
  }

  private mutating func send(_ from: Int, _ to: Int, _ amount: Int64) throws -> String {
    let answer = try scene.send(wallets[from].name, wallets[to].name, amount)
    let fee = min(amount, (amount + 50) / 100 + 7)
    let isOneOwner = wallets[from].owner != nil && wallets[from].owner == wallets[to].owner
    let code: RejectionCode? =
      from == to
      ? .sameAccount
      : wallets[from].own < amount + fee
        ? .insufficientFunds
        : refusal(ofOutflow: amount, leaving: amount + fee, from)
          ?? refusal(ofInflow: amount, to, ownMoney: isOneOwner ? amount + fee : 0)
    if let code {
      #expect(try scene.refusal(of: answer).code == code)
      refused[code, default: 0] += 1
      return "a transfer that is refused: \(code)"
    }
    guard case .posted(let rows) = answer.result else { throw Unsettled(description: "\(answer)") }
    wallets[from].own -= amount + fee
    wallets[from].left[month, default: 0] += amount + fee
    wallets[to].own += amount
    wallets[to].came[month, default: 0] += amount
    fees += fee
    let transfer = try scene.transfer(of: rows)
    #expect(transfer.fee == fee && transfer.payer.available(on: .credit) == wallets[from].own)
    #expect(transfer.payee.available(on: .credit) == wallets[to].own)
    return "a transfer of \(amount)"
  }

  private mutating func pay(_ wallet: Int, _ amount: Int64) throws -> String {
    let intent = try scene.intent(amount, by: .wallet(wallets[wallet].name))
    let promo = min(amount, wallets[wallet].promo)
    let reply = scene.confirm(intent, by: nil)
    guard promo + wallets[wallet].own >= amount else {
      #expect(try scene.settled(reply, Intent.self).value.lastError?.reason == .insufficientFunds)
      return "a payment of too much"
    }
    if let code = refusal(ofOutflow: amount, leaving: amount - promo, wallet) {
      #expect(try scene.rejection(reply) == code)
      refused[code, default: 0] += 1
      return "a payment that is refused: \(code)"
    }
    let paid = try scene.settled(reply, Intent.self)
    wallets[wallet].promo -= promo
    wallets[wallet].own -= amount - promo
    wallets[wallet].left[month, default: 0] += amount - promo
    guard let id = paid.value.payment else { throw Unsettled(description: "no payment") }
    payments.append(Bought(id: id, wallet: wallet, own: amount - promo, all: amount))
    return "a payment of \(amount)"
  }

  /// What comes back is never refused, and counts.
  private mutating func refund() throws -> String {
    guard let index = payments.indices.first(where: { payments[$0].all > payments[$0].refunded }) else { return "nothing" }
    let amount = 1 + dice.below(payments[index].all - payments[index].refunded)
    _ = try scene.settled(scene.refund(payments[index].id, amount))
    payments[index].refunded += amount
    let due = payments[index].refunded * payments[index].own / payments[index].all - payments[index].returned
    let own = min(amount, max(0, due))
    payments[index].returned += own
    let wallet = payments[index].wallet
    wallets[wallet].own += own
    wallets[wallet].came[month, default: 0] += own
    wallets[wallet].promo += amount - own
    return "a refund of \(amount)"
  }

  func check(_ what: String) throws {
    for wallet in wallets {
      #expect(scene.posted("liabilities:wallet:\(wallet.name):available") == wallet.own, "\(wallet.name) after \(what)")
      #expect(scene.posted("liabilities:wallet:\(wallet.name):promo") == wallet.promo, "bonuses of \(wallet.name) after \(what)")
    }
    #expect(scene.posted("revenue:fee:transfer") == fees)
    #expect(scene.posted("expenses:promo") == granted && scene.posted("assets:psp:midtrans:clearing") == toppedUp)
  }
}
