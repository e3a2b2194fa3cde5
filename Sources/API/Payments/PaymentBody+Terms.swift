import LedgerCore
import Payments
import WalletAPI

/// What is agreed on with a merchant, and by which calendar its days are counted.
extension PaymentBody {
  /// Of single ways to pay; nil where nothing is said of them.
  mutating func fees() throws(Problem) -> [String: FeePolicy]? {
    guard has("fees") else { return nil }
    var fees: [String: FeePolicy] = [:]
    for var item in try objects("fees", most: WayToPay.words.count) {
      guard let method = try item.word("method", of: WayToPay.words) else { throw item.missing("method") }
      let currency = try item.currency("fee_currency")
      let fixed = try item.integer("fee_fixed", 0...Limits.highestCounter) ?? 0
      guard fixed == 0 || currency != nil else { throw item.missing("fee_currency") }
      guard fees[method] == nil else { throw item.contradiction("method", "is named twice") }
      fees[method] = FeePolicy(share: try item.percent("fee_percent") ?? 0, fixed: fixed, currency: currency)
      try item.end()
    }
    return fees
  }

  mutating func reserve() throws(Problem) -> ReservePolicy? {
    let share = try percent("reserve_percent")
    let days = try integer("reserve_days", 1...ReservePolicy.mostDays)
    switch (share, days) {
    case (nil, nil): return nil
    case (0?, nil): return ReservePolicy.none
    case (let share?, let days?): return share == 0 ? ReservePolicy.none : ReservePolicy(share: share, days: days)
    case (_?, nil): throw missing("reserve_days")
    case (nil, _?): throw missing("reserve_percent")
    }
  }

  /// All days of a tenant's calendar: what is left out is as it is without one.
  mutating func calendar() throws(Problem) -> WorkingDays? {
    guard var body = try object("calendar") else { return nil }
    var calendar = WorkingDays()
    calendar.closed = try body.days("closed")
    calendar.open = try body.days("open")
    if let both = calendar.closed.intersection(calendar.open).min() {
      throw body.contradiction("open", "has \(both.text), which is in 'closed' too")
    }
    try body.end()
    return calendar
  }

  private mutating func days(_ name: String) throws(Problem) -> Set<CivilDay> {
    var days: Set<CivilDay> = []
    for text in try texts(name, most: WorkingDays.mostDays) {
      guard let day = CivilDay(text) else { throw invalid(name, "'\(text.prefix(40))' is no day such as 2026-12-24") }
      days.insert(day)
    }
    return days
  }
}
