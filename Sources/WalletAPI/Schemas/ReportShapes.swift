/// Reports, heads and backups.
enum ReportShapes {
  private static let moment: [Field] = [
    Field("as_of", Shapes.time.orNull, "Null: now."), Field("by", .oneOf(["posted", "effective"])),
    Field("sequence", .integer(), "The last row of the ledger when the report began."),
  ]

  private static let line: [Field] = [
    Field("id", Shapes.accountID), Field("code", Shapes.code.orNull), Field("class", .oneOf(Shapes.accountClasses)),
  ]

  static let trialBalance = Schema.object(
    moment + [
      Field(
        "currencies",
        .array(
          of: .object([
            Field("currency", Shapes.currency),
            Field("accounts", .array(of: .object(line + [Field("debit", Shapes.counter), Field("credit", Shapes.counter)]))),
            Field("debits", .sum, "The sum of the debit column."), Field("credits", .sum, "The sum of the credit column."),
            Field("balanced", .bool, "Whether both are equal."),
          ])), "Accounts that were ever moved, by code.")
    ])

  static let section = Schema.object([
    Field("total", .sum), Field("accounts", .array(of: .object(line + [Field("balance", Shapes.minorUnits)]))),
  ])

  static let balanceSheet = Schema.object(
    moment + [
      Field(
        "currencies",
        .array(
          of: .object([
            Field("currency", Shapes.currency), Field("assets", .ref(.balanceSheetSection)),
            Field("liabilities", .ref(.balanceSheetSection)), Field("equity", .ref(.balanceSheetSection)),
            Field("revenue", .ref(.balanceSheetSection)), Field("expenses", .ref(.balanceSheetSection)),
            Field(
              "proof",
              .object([
                Field("assets_and_expenses", .sum), Field("liabilities_equity_and_revenue", .sum), Field("balanced", .bool),
              ])),
          ])))
    ])

  static let head = Schema.object([
    Field("tenant", Shapes.tenantID), Field("sequence", .integer()), Field("seal_number", .integer()),
    Field("seal", .string(pattern: "^[0-9a-f]{64}$")), Field("signed_at", Shapes.time),
    Field("public_key", .string(pattern: "^[0-9a-f]{64}$")), Field("signature", .string(pattern: "^[0-9a-f]{128}$")),
  ])

  static let backup = Schema.object([
    Field("directory", .string()), Field("made_at", Shapes.time),
    Field(
      "tenants",
      .array(
        of: .object([
          Field("id", Shapes.tenantID), Field("code", .string()), Field("name", .string()), Field("created_at", Shapes.time),
          Field("sequence", .integer(), "The last row of the copy."), Field("seal_number", .integer()),
          Field("seal", .string(pattern: "^[0-9a-f]{64}$")),
          Field("vault", .bool, "Whether there was a vault to copy, as `vault.db`."),
        ]))),
  ])
}
