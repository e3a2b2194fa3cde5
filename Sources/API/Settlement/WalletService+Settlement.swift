import LedgerCore
import Payments
import Sodium
import Tenancy
import WalletAPI

/// What providers say they have settled.
extension WalletService {
  func createSettlement(_ call: TenantCall) throws(Problem) {
    let (key, work) = try paymentBody(call) { (body) throws(Problem) in
      guard let provider = try body.choice("provider", ProviderName.self) else { throw body.missing("provider") }
      guard let currency = try body.currency("currency") else { throw body.missing("currency") }
      let bank = body.has("bank") ? try body.name("bank", of: SettlementEntity.self) : nil
      let highest = SettlementLine.highest
      let paid = try body.integer("paid", -highest...highest)
      let reference = try body.text("reference", most: Limits.referenceBytes)
      let lines = try SettlementInput.lines(&body, provider, currency)
      return CreateSettlement(
        provider, currency, bank: bank, reference: reference, paid: paid, lines: lines, digest: SettlementInput.digest(of: lines))
    }
    try allow(work.currency, in: call.tenant, "currency")
    begin(call, work, key)
  }

  func acceptSettlement(_ call: TenantCall) throws(Problem) {
    guard let settlement = SettlementID(call.argument) else {
      throw Problem(Rejection(.settlementNotFound, FieldPath(.settlement)))
    }
    let actor = Text(call.call.origin.actor.name)
    let (key, reason) = try paymentBody(call) { (body) throws(Problem) in
      try body.required("reason", most: Limits.referenceBytes)
    }
    begin(call, AcceptSettlement(settlement, reason: reason, by: actor), key, 200)
  }
}

/// The lines of a settlement, as a report or one by one.
enum SettlementInput {
  static let reportBytes = 2 << 20

  static func lines(_ body: inout PaymentBody, _ provider: ProviderName, _ currency: Currency) throws(Problem) -> [SettlementLine]
  {
    switch (body.has("report"), body.has("items")) {
    case (true, false): return try report(&body, provider, currency)
    case (false, true): return try items(&body)
    case (false, false): throw body.missing("report")
    case (true, true): throw body.contradiction("items", "stands beside 'report', which has the items")
    }
  }

  private static func report(
    _ body: inout PaymentBody, _ provider: ProviderName, _ currency: Currency
  ) throws(Problem) -> [SettlementLine] {
    guard var report = try body.object("report") else { throw body.missing("report") }
    guard let format = try report.choice("format", SettlementReport.self) else { throw report.missing("format") }
    guard let csv = try report.document("csv", most: reportBytes) else { throw report.missing("csv") }
    try report.end()
    guard format.provider == provider else { throw report.contradiction("format", "is no report of \(provider.rawValue)") }
    do throws(UnreadableReport) { return try format.lines(csv, currency) } catch {
      let place = error.line.map { "line \($0): " } ?? ""
      throw Problem(
        .reportUnreadable, "The report was not taken, and nothing of it is booked: \(place)\(error.reason).", param: "report.csv")
    }
  }

  private static func items(_ body: inout PaymentBody) throws(Problem) -> [SettlementLine] {
    let (highest, most) = (SettlementLine.highest, SettlementLine.mostLines)
    var lines: [SettlementLine] = []
    for var item in try body.objects("items", most: most) {
      guard let kind = try item.choice("type", SettlementLine.Kind.self) else { throw item.missing("type") }
      let reference = try item.required("reference", most: Limits.referenceBytes)
      guard let gross = try item.integer("gross", 1...highest) else { throw item.missing("gross") }
      let fee = try item.integer("fee", -highest...highest) ?? 0
      let tax = try item.integer("tax", -highest...highest) ?? 0
      try item.end()
      lines.append(SettlementLine(kind, reference, gross: gross, fee: fee, tax: tax))
    }
    guard !lines.isEmpty else { throw body.invalid("items", "it is empty") }
    return lines
  }

  /// The same for the same lines, in whatever order and form they came. Two that are the same are told apart by how many there are.
  static func digest(of lines: [SettlementLine]) -> Text {
    let texts = lines.map { "\($0.kind.rawValue) \($0.gross) \($0.fee) \($0.tax) \($0.reference)" }.sorted()
    let hash = SHA512.of(Array(texts.joined(separator: "\n").utf8))
    let digits = Array("0123456789abcdef")
    return Text(String(hash.prefix(16).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }))
  }
}
