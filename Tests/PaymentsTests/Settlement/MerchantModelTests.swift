import Testing

@testable import LedgerCore
@testable import Payments

/// Chance does things to a merchant's payments, and a small model that knows nothing of records and accounts says what must be on its accounts.
@Suite struct MerchantModelTests {
  @Test(arguments: 1...12) func `whatever happens to a merchant, its books are those of a model`(seed: UInt64) throws {
    var run = try MerchantRun(seed: seed)
    for _ in 0..<60 {
      let what = try run.step()
      try run.check(what)
    }
  }
}

/// Money of one payment, and the first day on which the merchant has it.
private struct Piece {
  var day: Int64
  var amount: Int64
}

private struct Sale {
  let id: PaymentID
  var held: Int64
  var captured: Int64 = 0
  var fee: Int64 = 0
  var refunded: Int64 = 0
  var feeBack: Int64 = 0
  var waiting: [Piece] = []
  var reserved: [Piece] = []
}

/// A refund that its bank has not decided about.
private struct Flight {
  let id: RefundID
  let sale: Int
  let amount: Int64
  let fee: Int64
  var waiting: [Piece]
  var reserved: [Piece]
  var available: Int64
}

private struct MerchantRun {
  let scene: Scene
  private var dice: SplitMix
  private var sales: [Sale] = []
  private var flights: [Flight] = []
  private var available: Int64 = 0
  private var owed: Int64 = 0
  private var fees: Int64 = 0
  private let days: Int64
  private let share: Int64
  private let reserveDays: Int64

  init(seed: UInt64) throws {
    scene = try Scene(allowsMerchantDebt: true)
    dice = SplitMix(state: seed)
    days = Int64(dice.next() % 4)
    share = [0, 50_000, 333_333][Int(dice.next() % 3)]
    reserveDays = 1 + Int64(dice.next() % 9)
    var change = ChangeMerchant("m1", by: "uid:1")
    change.settlementDays = days
    change.reserve = share == 0 ? ReservePolicy.none : ReservePolicy(share: share, days: reserveDays)
    try scene.settled(scene.begin(change))
  }

  private mutating func below(_ bound: Int64) -> Int64 { Int64(dice.next() % UInt64(bound)) }

  /// The day it is in Jakarta, from 0 on 1970-01-01.
  private var today: Int64 { (scene.clock.now().microseconds / 1_000_000 + 25_200) / 86_400 }

  /// Saturdays, Sundays, and the one holiday that a run can come to: it begins in November and takes weeks.
  private func isFree(_ day: Int64) -> Bool { [2, 3].contains(day % 7) || day == 20_812 || day == 20_819 }

  private func workingDay(after day: Int64, _ count: Int64) -> Int64 {
    var (day, count) = (day, count)
    while count > 0 {
      day += 1
      if !isFree(day) { count -= 1 }
    }
    return day
  }

  mutating func step() throws -> String {
    switch below(10) {
    case 0, 1, 2:
      let amount = 100 * (1 + below(20_000))
      let intent = try scene.intent(amount)
      scene.first.will(.paid(amount))
      _ = scene.confirm(intent)
      sales.append(Sale(id: try scene.payment(of: intent).id, held: 0))
      take(sales.count - 1, amount)
      return "a payment of \(amount)"
    case 3:
      let amount = 100 * (2 + below(20_000))
      let intent = try scene.intent(amount, .card(providerToken: "t"), capture: .manual)
      scene.first.will(.authorized)
      _ = scene.confirm(intent)
      sales.append(Sale(id: try scene.payment(of: intent).id, held: amount))
      return "an authorization of \(amount)"
    case 4:
      guard let index = sales.indices.first(where: { sales[$0].held > 0 }) else { return "nothing" }
      let amount = below(2) == 0 ? sales[index].held : 1 + below(sales[index].held)
      let isFinal = amount == sales[index].held
      scene.first.will(.done(ProviderFacts(state: isFinal ? .succeeded : .authorized)))
      _ = try scene.capture(sales[index].id, amount, isFinal: isFinal)
      sales[index].held -= amount
      take(index, amount)
      return "a capture of \(amount)"
    case 5, 6: return try refund()
    case 7:
      guard !flights.isEmpty else { return "nothing" }
      return try land(Int(below(Int64(flights.count))), fails: below(2) == 0)
    default:
      scene.clock.advance(seconds: below(3) == 0 ? below(200_000) : below(20_000))
      // Refunds under way are asked about, and nobody has decided.
      try land()
      release()
      return "time"
    }
  }

  private mutating func take(_ index: Int, _ amount: Int64) {
    sales[index].captured += amount
    let fee = (sales[index].captured * 7 + 500) / 1_000 - sales[index].fee
    sales[index].fee += fee
    fees += fee
    let reserve = (amount - fee) * share / 1_000_000
    if reserve > 0 { sales[index].reserved.append(Piece(day: today + reserveDays, amount: reserve)) }
    if days > 0 {
      sales[index].waiting.append(Piece(day: workingDay(after: today, days), amount: amount - fee - reserve))
    } else {
      credit(amount - fee - reserve)
    }
  }

  private mutating func credit(_ amount: Int64) {
    available += amount
    let paid = min(owed, available)
    owed -= paid
    available -= paid
  }

  /// The latest days first.
  private static func cut(_ pieces: inout [Piece], _ amount: Int64) -> [Piece] {
    var left = amount
    var cut: [Piece] = []
    for index in pieces.indices.sorted(by: { pieces[$0].day > pieces[$1].day }) {
      let part = min(left, pieces[index].amount)
      pieces[index].amount -= part
      left -= part
      if part > 0 { cut.append(Piece(day: pieces[index].day, amount: part)) }
    }
    return cut
  }

  private mutating func refund() throws -> String {
    let candidates = sales.indices.filter { sales[$0].captured > sales[$0].refunded }
    guard !candidates.isEmpty else { return "nothing" }
    let index = candidates[Int(below(Int64(candidates.count)))]
    let amount = 1 + below(sales[index].captured - sales[index].refunded)
    scene.first.will(.pending(ProviderFacts(state: .pending)))
    let refund = try scene.settled(scene.refund(sales[index].id, amount), Refund.self)
    sales[index].refunded += amount
    let whole = (sales[index].fee * sales[index].refunded * 2 + sales[index].captured) / (sales[index].captured * 2)
    let fee = min(amount, max(0, whole - sales[index].feeBack))
    sales[index].feeBack += fee
    fees -= fee
    var flight = Flight(id: refund.id, sale: index, amount: amount, fee: fee, waiting: [], reserved: [], available: 0)
    var left = amount - fee
    flight.waiting = Self.cut(&sales[index].waiting, left)
    left -= flight.waiting.sum
    flight.reserved = Self.cut(&sales[index].reserved, left)
    left -= flight.reserved.sum
    flight.available = left
    owed += max(0, left - available)
    available = max(0, available - left)
    flights.append(flight)
    return "a refund of \(amount)"
  }

  /// The bank decides.
  private mutating func land(_ index: Int, fails: Bool) throws -> String {
    // The day of some may have come with the last step, which nobody has noted of the payment yet.
    let flight = flights.remove(at: index)
    let refund = try scene.find(flight.id, Refund.self)
    scene.first.will(.done(ProviderFacts(state: fails ? .failed : .succeeded)))
    scene.work(on: refund.change)
    guard fails else { return "a refund has gone" }
    let today = today
    sales[flight.sale].refunded -= flight.amount
    sales[flight.sale].feeBack -= flight.fee
    fees += flight.fee
    sales[flight.sale].waiting += flight.waiting.filter { $0.day > today }
    sales[flight.sale].reserved += flight.reserved.filter { $0.day > today }
    credit(flight.available + flight.waiting.filter { $0.day <= today }.sum + flight.reserved.filter { $0.day <= today }.sum)
    return "a refund has failed"
  }

  /// All that is in flight is asked about when time has passed; it comes back as it was.
  private func land() throws { for _ in flights { scene.first.will(.pending(ProviderFacts(state: .pending))) } }

  private mutating func release() {
    let today = today
    for index in sales.indices {
      let due = sales[index].waiting.filter { $0.day <= today }.sum + sales[index].reserved.filter { $0.day <= today }.sum
      sales[index].waiting.removeAll { $0.day <= today }
      sales[index].reserved.removeAll { $0.day <= today }
      credit(due)
    }
  }

  /// Holds the books against the model.
  mutating func check(_ what: String) throws {
    try scene.workOff()
    scene.first.forget()
    func posted(_ part: String) -> Int64 { scene.posted("liabilities:merchant:m1:\(part)") }
    #expect(posted("pending") == sales.reduce(0) { $0 + $1.waiting.sum }, "pending after \(what)")
    #expect(posted("reserve") == sales.reduce(0) { $0 + $1.reserved.sum }, "in reserve after \(what)")
    #expect(posted("available") == available, "available after \(what)")
    #expect(scene.posted("assets:merchant:m1:receivable") == owed, "owed after \(what)")
    #expect(scene.posted("revenue:fee:payment") == fees, "fees after \(what)")
    #expect(scene.posted("liabilities:refund:intransit") == flights.reduce(0) { $0 + $1.amount }, "in transit after \(what)")
    for sale in sales {
      let payment = try scene.find(sale.id, Payment.self).value
      #expect(
        payment.pending.total == sale.waiting.sum && payment.reserved.total == sale.reserved.sum, "\(sale.id) after \(what)")
    }
  }
}

extension [Piece] {
  fileprivate var sum: Int64 { reduce(0) { $0 + $1.amount } }
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
