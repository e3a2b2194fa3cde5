import JSON
import Testing

@testable import walletctl

struct RenderingTests {
  private func output(_ format: Output.Format = .table, colored: Bool = false, minor: Bool = false) -> (Output, Captured) {
    let streams = Captured()
    return (Output(format: format, colored: colored, amounts: AmountText(isMinor: minor), streams: streams), streams)
  }

  static let account: JSONValue = [
    "id": "acc_000SGB8VP0KSCC763C00000002", "code": "wallet:alice", "currency": "IDR", "class": "liability",
    "normal_side": "credit",
    "posted": 97_500_050, "pending": 30_000_000, "available": 67_500_050, "debits_posted": 2_500_000,
    "credits_posted": 100_000_050,
    "debits_pending": 30_000_000, "credits_pending": 0, "version": 3, "limit": ["floor": -50_000_000], "managed_by": "none",
    "status": "frozen", "frozen": ["debits"], "opened_at": "2026-11-20T12:32:08.123456Z", "metadata": ["name": "Alice"],
  ]

  static let transaction: JSONValue = [
    "id": "txn_000SGB8VP6NVAC763C0000000A", "type": "capture", "status": "posted", "sequence": 10,
    "posted_at": "2026-11-20T12:32:09.158356Z", "effective_at": "2026-11-19T00:00:00.000000Z", "reference": "order-17\u{1B}[31m",
    "metadata": [:], "hold": "hold_000SGB8W6CM9EW763C0000000F",
    "postings": [
      [
        "kind": "capture", "debit": "acc_000SGB8VP0KSCC763C00000002", "debit_code": "wallet:alice",
        "credit": "acc_000SGB8VP0YWBW763C00000003", "amount": 2_500_000, "currency": "IDR",
        "debit_balance": ["posted": -5, "available": 97_500_000],
        "credit_balance": ["posted": 2_500_000, "available": 2_500_000],
      ],
      [
        "kind": "post", "debit": "acc_000SGB8VP0YWBW763C00000003", "credit": "acc_000SGB8VP1C2PC763C00000004",
        "credit_code": "fees",
        "amount": 50_000, "currency": "IDR", "debit_balance": ["posted": 0, "available": -1],
        "credit_balance": ["posted": 1, "available": 1],
      ],
    ],
  ]

  static let balanceSheet: JSONValue = [
    "as_of": "2026-11-01T00:00:00.000000Z", "by": "effective", "sequence": 41,
    "currencies": [
      [
        "currency": "IDR",
        "assets": [
          "total": 100_000_000, "accounts": [["id": "acc_1", "code": "bank", "class": "asset", "balance": 100_000_000]],
        ],
        "expenses": ["total": 0, "accounts": []],
        "liabilities": [
          "total": 99_900_000,
          "accounts": [
            ["id": "acc_2", "code": "wallet:alice", "class": "liability", "balance": 100_400_000],
            ["id": "acc_000SGB8VP0KSCC763C00000002", "code": .null, "class": "liability", "balance": -500_000],
            ["id": "acc_5", "code": "empty", "class": "liability", "balance": 0],
          ],
        ], "equity": ["total": 0, "accounts": []],
        "revenue": ["total": 100_000, "accounts": [["id": "acc_4", "code": "fees", "class": "revenue", "balance": 100_000]]],
        "proof": ["assets_and_expenses": 100_000_000, "liabilities_equity_and_revenue": 100_000_000, "balanced": true],
      ]
    ],
  ]

  static let trialBalance: JSONValue = [
    "as_of": .null, "by": "posted", "sequence": 41,
    "currencies": [
      [
        "currency": "JPY",
        "accounts": [
          ["id": "acc_1", "code": "bank", "class": "asset", "debit": 1_500, "credit": 0],
          ["id": "acc_2", "code": "capital", "class": "equity", "debit": 0, "credit": 1_499],
        ], "debits": 1_500, "credits": 1_499, "balanced": false,
      ]
    ],
  ]

  @Test func `every view is as it was reviewed`() throws {
    let (table, streams) = output()
    streams.out("account show\n" + table.details(Self.account, AccountColumns.details))
    streams.out("\naccount balance\n" + table.details(Self.account, AccountColumns.balance))
    streams.out("\naccount list\n" + table.table([Self.account], as: AccountColumns.list))
    streams.out("\ntransaction show\n" + TransactionText.text(Self.transaction, table))
    streams.out("\ntransaction list\n" + table.table([Self.transaction], as: TransactionText.list))
    streams.out("\nreport balance-sheet\n" + BalanceSheetText.text(Self.balanceSheet, table, showsZero: false))
    streams.out("\nreport trial-balance\n" + TrialBalanceText.text(Self.trialBalance, table))
    let (minor, _) = output(minor: true)
    streams.out("\naccount balance --minor\n" + minor.details(Self.account, AccountColumns.balance))
    try Golden.expect(streams.output, is: "../Golden/walletctl-views.txt")
  }

  @Test func `csv has raw values`() {
    let (csv, streams) = output(.csv)
    csv.csv([Self.account], AccountColumns.list, isFirst: true)
    #expect(
      streams.output
        == "code,id,class,currency,posted,pending,available,status\r\n"
        + "wallet:alice,acc_000SGB8VP0KSCC763C00000002,liability,IDR,97500050,30000000,67500050,frozen\r\n")
  }

  @Test func `colour is only added where it is asked for, and says nothing alone`() {
    let plain = output().0.table([Self.account], as: AccountColumns.list)
    let colored = output(colored: true).0.table([Self.account], as: AccountColumns.list)
    #expect(!plain.contains("\u{1B}"))
    #expect(colored.replacing(/\u{1B}\[\d+m/, with: "") == plain)
    #expect(colored != plain)
  }

  @Test(arguments: [
    ("a\u{1B}[2Jb", "a\u{FFFD}[2Jb"), ("tab\tand\nline", "tab\u{FFFD}and\u{FFFD}line"), ("\u{202E}evil", "\u{FFFD}evil"),
    ("Gürtel 🙂", "Gürtel 🙂"),
  ])
  func `what others wrote cannot move the cursor`(text: String, clean: String) { #expect(Plain.text(text) == clean) }

  @Test(arguments: [
    (Int64(2_500_000), "IDR", "Rp25.000"), (2_500_050, "IDR", "Rp25.000,50"), (-5, "USD", "-USD 0.05"),
    (1_500, "JPY", "JPY 1,500"),
    (Int64.max, "BHD", "BHD 9,223,372,036,854,775.807"), (7, "XXX", "7"),
  ])
  func `amounts are shown as people read them`(amount: Int64, currency: String, text: String) {
    #expect(AmountText(isMinor: false).text(amount, currency) == text)
    #expect(AmountText(isMinor: true).text(amount, currency) == "\(amount)")
  }

  @Test(arguments: [
    ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]), ("a,b\r\n\"x,\"\"y\"\"\",\r\n", [["a", "b"], ["x,\"y\"", ""]]),
    ("\"two\nlines\",z", [["two\nlines", "z"]]), ("a\n\n\nb", [["a"], ["b"]]), ("", []), ("\"\"", [[""]]), (",", [["", ""]]),
  ])
  func `csv is read as RFC 4180 has it`(text: String, records: [[String]]) throws {
    #expect(try CSV.parse(Array(text.utf8)).map(\.fields) == (text == "\"\"" ? [] : records))
  }

  @Test(arguments: ["\"open", "\"a\"b"])
  func `broken csv is refused with its line`(text: String) {
    #expect(throws: CSV.BrokenText.self) { try CSV.parse(Array(text.utf8)) }
  }

  @Test func `what csv writes it reads`() throws {
    let fields = ["plain", "a,b", "\"quoted\"", "two\nlines", "", " space ", "\"\u{35A}", "a\"\u{301}b"]
    #expect(try CSV.parse(Array(CSV.line(fields).utf8)).first?.fields == fields)
  }

  @Test(arguments: [
    ("=1+1", "'=1+1"), ("+cmd", "'+cmd"), ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"), ("@SUM(A1)", "'@SUM(A1)"),
    ("\tx", "'\tx"), ("-", "'-"), ("-1-2", "'-1-2"), ("+1.2.3", "'+1.2.3"), ("-1", "-1"), ("-12.50", "-12.50"), ("+7", "+7"),
    ("a=b", "a=b"), ("", ""), ("=a,b", "\"'=a,b\""), ("\rx", "\"'\rx\""),
  ])
  func `csv writes nothing a spreadsheet would calculate`(text: String, written: String) {
    #expect(CSV.line([text]) == written + "\r\n")
  }

  @Test(arguments: [("90", Int64(90)), ("15m", 900), ("24h", 86_400), ("7d", 604_800), ("1s", 1)])
  func `lengths of time are read as people write them`(text: String, seconds: Int64) throws {
    #expect(try HoldCommands.Duration.seconds(text) == seconds)
  }

  @Test(arguments: ["", "0", "-1", "m", "1w", "1.5h", "9223372036854775807d"])
  func `other lengths are refused`(text: String) {
    #expect(throws: CommandFailure.self) { try HoldCommands.Duration.seconds(text) }
  }
}
