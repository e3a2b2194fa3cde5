import Audit
import JSON
import LedgerCore

/// What a verification found, for people and for programs.
enum VerdictText {
  static func json(_ report: LedgerReport, _ path: String) -> JSONValue {
    [
      "file": .string(path), "sound": true, "tenant": .string(report.tenant.text), "rows": .integer(report.rows),
      "postings": .integer(report.postings), "account_changes": .integer(report.accountChanges),
      "outcomes": .integer(report.outcomes), "record_changes": .integer(report.recordChanges),
      "accounts": .integer(report.accounts), "open_holds": .integer(report.openHolds),
      "head": [
        "sequence": .integer(report.head.sequence), "seal_number": .integer(report.head.sealNumber),
        "seal": .string(report.head.sealText), "posted_at": report.head.postedAt.map { .string($0.rfc3339) } ?? .null,
      ],
      "anchors": .integer(Int64(report.anchors)), "integrity_checked": .bool(report.isIntegrityChecked),
      "currencies": .array(report.totals.map(json)),
    ]
  }

  private static func json(_ total: CurrencyTotals) -> JSONValue {
    [
      "currency": .string(total.currency), "accounts": .integer(total.accounts), "debits_posted": number(total.debitsPosted),
      "credits_posted": number(total.creditsPosted), "debits_pending": number(total.debitsPending),
      "credits_pending": number(total.creditsPending), "assets": number(total.assets), "liabilities": number(total.liabilities),
      "equity": number(total.equity), "revenue": number(total.revenue), "expenses": number(total.expenses),
    ]
  }

  private static func number(_ value: Int128) -> JSONValue { Int64(exactly: value).map { .integer($0) } ?? .decimal("\(value)") }

  static func json(_ finding: Finding, _ path: String) -> JSONValue {
    [
      "file": .string(path), "sound": false,
      "finding": [
        "table": .string(finding.table), "row": finding.row.map { .integer($0) } ?? .null, "rule": .string(finding.rule.rawValue),
        "subject": .string(finding.subject), "expected": .string(finding.expected), "found": .string(finding.found),
        "text": .string("\(finding)"),
      ],
    ]
  }

  static func text(_ result: JSONValue, _ output: Output) -> String {
    let file = Plain.text(result.text(at: "file"))
    guard result["sound"]?.boolValue == true else {
      let finding = result.text(at: "finding.text")
      return "\("UNSOUND".styled(.bad, output))  \(file)\n  \(Plain.text(finding))\n"
    }
    var text = "\("sound".styled(.good, output))  \(file)\n"
    text += "  tenant    \(result.text(at: "tenant"))\n"
    text += "  rows      \(Count.text(result, "rows")): \(Count.text(result, "postings")) postings, "
    text += "\(Count.text(result, "account_changes")) account changes, \(Count.text(result, "outcomes")) outcomes, "
    text += "\(Count.text(result, "record_changes")) changes of records\n"
    text += "  accounts  \(Count.text(result, "accounts"))\n  holds     \(Count.text(result, "open_holds")) open\n"
    for books in result["currencies"]?.arrayValue ?? [] {
      let code = books.text(at: "currency")
      let (debits, credits) = (
        output.amounts.text(books["debits_posted"], code), output.amounts.text(books["credits_posted"], code)
      )
      text += "  \(code)       debits \(debits) = credits \(credits)\n"
    }
    text += "  head      row \(result.text(at: "head.sequence")), seal \(result.text(at: "head.seal_number"))"
    text += " \(result.text(at: "head.seal"))\n"
    let anchors = result["anchors"]?.integerValue ?? 0
    if anchors > 0 { text += "  anchors   \(anchors) held against it, all fit\n" }
    return text
  }

  static let csv = [
    Column("", "file", .text("file")), Column("", "sound", .text("sound")), Column("", "tenant", .text("tenant")),
    Column("", "rows", .text("rows")), Column("", "accounts", .text("accounts")), Column("", "open_holds", .text("open_holds")),
    Column("", "sequence", .text("head.sequence")), Column("", "seal_number", .text("head.seal_number")),
    Column("", "seal", .text("head.seal")), Column("", "finding", .text("finding.text")), Column("", "trail", .text("trail")),
  ]
}

/// Numbers of things with a comma at every thousand.
enum Count {
  static func text(_ value: JSONValue, _ path: String) -> String { text(value.at(path)?.integerValue ?? 0) }

  static func text(_ number: Int64) -> String {
    let digits = String(number.magnitude)
    var result = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return result
  }
}
