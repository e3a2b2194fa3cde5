import Testing

/// A request that is wrong in one way, and how that is answered.
struct BadInput: CustomTestStringConvertible, Sendable {
  let wrong: String
  let path: String
  let body: String?
  let status: Int
  let code: String
  let param: String
  var testDescription: String { wrong }

  init(_ wrong: String, _ path: String, _ body: String?, _ status: Int, _ code: String, _ param: String = "–") {
    self.wrong = wrong
    self.path = path
    self.body = body
    self.status = status
    self.code = code
    self.param = param
  }

  /// A transfer with one field written differently, or left out with nil.
  static func transfer(_ wrong: String, _ field: String, _ value: String?, _ status: Int, _ code: String, _ param: String? = nil)
    -> BadInput
  {
    var fields = [("debit", #""wallet:alice""#), ("credit", #""wallet:bob""#), ("amount", "100")].filter { $0.0 != field }
    if let value { fields.append((field, value)) }
    let body = "{" + fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
    return BadInput(wrong, "/v1/transfers", body, status, code, param ?? field)
  }
}

/// Rows of a table that share one daemon.
struct BadInputs: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let rows: [BadInput]
}

@Suite struct `A request that is wrong` {
  private static let transfers: [BadInput] = [
    .transfer("an unknown field", "colour", #""red""#, 400, "unknown_field"),
    .transfer("a field of another operation", "expires_in", "5", 400, "unknown_field"),
    .transfer("an amount as text", "amount", #""100""#, 400, "wrong_type"),
    .transfer("an amount that is null", "amount", "null", 400, "wrong_type"),
    .transfer("a fraction", "amount", "10.5", 400, "amount_not_integer"),
    .transfer("a fraction of nothing", "amount", "10.0", 400, "amount_not_integer"),
    .transfer("an exponent", "amount", "1e3", 400, "amount_not_integer"),
    .transfer("a negative amount", "amount", "-5", 400, "amount_negative"),
    .transfer("zero", "amount", "0", 400, "amount_zero"),
    .transfer("one more than an account can count", "amount", "4611686018427387904", 400, "amount_too_large"),
    .transfer("more than 64 bits", "amount", "99999999999999999999", 400, "amount_too_large"),
    .transfer("no amount", "amount", nil, 400, "missing_field"),
    .transfer("no debit", "debit", nil, 400, "missing_field"),
    .transfer("a currency that is none", "currency", #""XXX""#, 400, "unknown_currency"),
    .transfer("a currency in lower case", "currency", #""idr""#, 400, "unknown_currency"),
    .transfer("another currency than the accounts'", "currency", #""USD""#, 400, "currency_mismatch"),
    .transfer("an account as a number", "debit", "7", 400, "wrong_type"),
    .transfer("an empty code", "debit", #""""#, 400, "value_empty"),
    .transfer("a code with a space", "debit", #""wallet alice""#, 400, "invalid_code"),
    .transfer("an id with a letter too few", "debit", #""acc_000SGB829K667MHDK20000000""#, 400, "invalid_id"),
    .transfer("an id with a look-alike letter", "debit", #""acc_000SGB829K667MHDK20000000O""#, 400, "invalid_id"),
    .transfer("an id that names nothing", "debit", #""acc_000SGB829K667MHDK200000001""#, 404, "account_not_found"),
    .transfer("a code that names nothing", "debit", #""wallet:carol""#, 404, "account_not_found"),
    .transfer("the same account on both sides", "credit", #""wallet:alice""#, 400, "same_account"),
    .transfer("more than there is", "amount", "100001", 402, "insufficient_funds", "debit"),
    .transfer("a future effective time", "effective_at", #""2999-01-01T00:00:00Z""#, 400, "effective_at_in_future"),
    .transfer("a day that does not exist", "effective_at", #""2026-02-30T00:00:00Z""#, 400, "invalid_time"),
    .transfer("a time without a zone", "effective_at", #""2026-02-03T00:00:00""#, 400, "invalid_time"),
    .transfer("a reference that is empty", "reference", #""""#, 400, "value_empty"),
    .transfer(
      "a reference that is too long", "reference", "\"" + String(repeating: "x", count: 256) + "\"", 400, "value_too_long"),
    .transfer("a reference with a control character", "reference", #""a\u0007b""#, 400, "invalid_text"),
    .transfer("a balancing that is none", "balancing", #""both""#, 400, "invalid_value"),
    .transfer("metadata that are a list", "metadata", "[]", 400, "wrong_type"),
    .transfer("metadata with a number", "metadata", #"{"a":1}"#, 400, "wrong_type", "metadata.a"),
    .transfer("metadata with an empty name", "metadata", #"{"":"x"}"#, 400, "value_empty", "metadata"),
    .transfer(
      "metadata with a long value", "metadata", #"{"a":""# + String(repeating: "x", count: 513) + #""}"#, 400, "value_too_long",
      "metadata.a"),
    .transfer(
      "metadata with 51 members", "metadata", "{" + (0...50).map { "\"n\($0)\":\"\"" }.joined(separator: ",") + "}", 400,
      "metadata_too_large"),
  ]

  private static let bodies: [BadInput] = [
    BadInput("no body", "/v1/transfers", nil, 400, "body_required"),
    BadInput("a list", "/v1/transfers", "[]", 400, "wrong_type"),
    BadInput("a text", "/v1/transfers", #""x""#, 400, "wrong_type"),
    BadInput("half an object", "/v1/transfers", #"{"debit":"wallet:alice""#, 400, "invalid_json"),
    BadInput("an object and more", "/v1/transfers", "{} {}", 400, "invalid_json"),
    BadInput("a field twice", "/v1/transfers", #"{"amount":1,"amount":2}"#, 400, "invalid_json"),
    BadInput("a comma too many", "/v1/transfers", #"{"amount":1,}"#, 400, "invalid_json"),
    BadInput("bytes that mean nothing", "/v1/transfers", "\u{1}\u{2}\u{3}", 400, "invalid_json"),
    BadInput("deep nesting", "/v1/transfers", String(repeating: "[", count: 5_000), 400, "wrong_type"),
    BadInput(
      "no postings", "/v1/transactions", #"{"postings":[]}"#, 400, "value_empty", "postings"),
    BadInput(
      "a posting without credit", "/v1/transactions", #"{"postings":[{"debit":"cash","amount":1}]}"#, 400, "missing_field",
      "postings[0].credit"),
    BadInput(
      "a posting with an unknown field", "/v1/transactions",
      #"{"postings":[{"debit":"cash","credit":"wallet:bob","amount":1},{"reference":"x"}]}"#, 400, "unknown_field",
      "postings[1].reference"),
    BadInput(
      "too many postings", "/v1/transactions",
      #"{"postings":["#
        + Array(repeating: #"{"debit":"cash","credit":"wallet:bob","amount":1}"#, count: 1_001).joined(separator: ",")
        + "]}", 400, "too_many_items", "postings"),
    BadInput(
      "a refused second posting", "/v1/transactions",
      #"{"postings":[{"debit":"cash","credit":"wallet:bob","amount":1},{"debit":"wallet:alice","credit":"wallet:bob","amount":100001}]}"#,
      402, "insufficient_funds", "postings[1].debit"),
    BadInput(
      "a reference that turns the text around", "/v1/transfers",
      #"{"debit":"cash","credit":"wallet:bob","amount":1,"reference":"a\u202eb"}"#, 400, "invalid_text", "reference"),
    BadInput(
      "a reference with an isolate", "/v1/transfers",
      #"{"debit":"cash","credit":"wallet:bob","amount":1,"reference":"\u2066"}"#, 400, "invalid_text", "reference"),
    BadInput(
      "a reference with a line separator", "/v1/transfers",
      #"{"debit":"cash","credit":"wallet:bob","amount":1,"reference":"a\u2028b"}"#, 400, "invalid_text", "reference"),
    BadInput(
      "a reference with a control of eight bits", "/v1/transfers",
      #"{"debit":"cash","credit":"wallet:bob","amount":1,"reference":"a\u009b31m"}"#, 400, "invalid_text", "reference"),
    BadInput(
      "a name of metadata with a next line", "/v1/transfers",
      #"{"debit":"cash","credit":"wallet:bob","amount":1,"metadata":{"a\u0085":"x"}}"#, 400, "invalid_text", "metadata"),
    BadInput(
      "a tenant's name that turns the text around", "/v1/tenants", #"{"code":"w","name":"\u202d"}"#, 400, "invalid_text", "name"),
    BadInput("no items", "/v1/batches", #"{"items":[]}"#, 400, "value_empty", "items"),
    BadInput("an item without type", "/v1/batches", #"{"items":[{"amount":1}]}"#, 400, "missing_field", "items[0].type"),
    BadInput("an item of no type", "/v1/batches", #"{"items":[{"type":"gift"}]}"#, 400, "invalid_value", "items[0].type"),
    BadInput(
      "an item's negative amount", "/v1/batches",
      #"{"items":[{"type":"transfer","debit":"a","credit":"b","amount":1},{"amount":-1,"type":"transfer"}]}"#, 400,
      "amount_negative", "items[1].amount"),
    BadInput(
      "an item's field of another type", "/v1/batches",
      #"{"items":[{"expires_in":5,"type":"transfer","debit":"a","credit":"b","amount":1}]}"#, 400, "unknown_field",
      "items[0].expires_in"),
    BadInput(
      "an item's posting", "/v1/batches",
      #"{"items":[{"type":"transaction","postings":[{"debit":"a","credit":"b","amount":0}]}]}"#, 400, "amount_zero",
      "items[0].postings[0].amount"),
    BadInput(
      "a transaction's id that is none", "/v1/batches", #"{"items":[{"type":"reversal","transaction":"txn_1"}]}"#, 400,
      "invalid_id",
      "items[0].transaction"),
    BadInput("an account without currency", "/v1/accounts", #"{"class":"asset"}"#, 400, "missing_field", "currency"),
    BadInput("an account without side", "/v1/accounts", #"{"currency":"IDR"}"#, 400, "missing_field", "class"),
    BadInput(
      "a class against its side", "/v1/accounts", #"{"currency":"IDR","class":"asset","normal_side":"credit"}"#, 400,
      "contradiction", "normal_side"),
    BadInput(
      "a reserved code", "/v1/accounts", #"{"currency":"IDR","class":"asset","code":"assets:cash"}"#, 400, "code_reserved", "code"
    ),
    BadInput("a taken code", "/v1/accounts", #"{"currency":"IDR","class":"asset","code":"cash"}"#, 409, "code_taken", "code"),
    BadInput(
      "a limit that is none", "/v1/accounts", #"{"currency":"IDR","class":"asset","limit":"strict"}"#, 400, "invalid_value",
      "limit"),
    BadInput(
      "a floor as text", "/v1/accounts", #"{"currency":"IDR","class":"asset","limit":{"floor":"1"}}"#, 400, "wrong_type",
      "limit.floor"),
    BadInput(
      "a limit with more", "/v1/accounts", #"{"currency":"IDR","class":"asset","limit":{"floor":1,"x":2}}"#, 400, "unknown_field",
      "limit.x"),
    BadInput("no sides", "/v1/accounts/cash/freeze", #"{"sides":[]}"#, 400, "value_empty", "sides"),
    BadInput("a side that is none", "/v1/accounts/cash/freeze", #"{"sides":["left"]}"#, 400, "invalid_value", "sides"),
    BadInput("an account that is not there", "/v1/accounts/nobody/close", nil, 404, "account_not_found", "account"),
    BadInput("an account that is not empty", "/v1/accounts/cash/close", nil, 409, "account_not_empty", "account"),
    BadInput(
      "a hold that never expires but says when", "/v1/holds",
      #"{"debit":"cash","credit":"wallet:bob","amount":1,"expires_in":0}"#, 400, "out_of_range", "expires_in"),
    BadInput("a hold that is not there", "/v1/holds/hold_00000000000000000000000000/release", nil, 404, "hold_not_found", "hold"),
    BadInput("a hold's id that is none", "/v1/holds/hold_1/capture", nil, 404, "hold_not_found"),
    BadInput(
      "a transaction that is not there", "/v1/transactions/txn_00000000000000000000000000/reverse", nil, 404,
      "transaction_not_found", "transaction"),
    BadInput("a relative directory", "/v1/backups", #"{"directory":"backups"}"#, 400, "directory_unusable", "directory"),
    BadInput("a directory that climbs", "/v1/backups", #"{"directory":"/tmp/../etc"}"#, 400, "directory_unusable", "directory"),
    BadInput("a tenant's code in capitals", "/v1/tenants", #"{"code":"Toko","name":"x"}"#, 400, "invalid_code", "code"),
    BadInput("a tenant's code that is taken", "/v1/tenants", #"{"code":"toko","name":"x"}"#, 409, "tenant_code_taken", "code"),
    BadInput("a tenant without name", "/v1/tenants", #"{"code":"warung"}"#, 400, "missing_field", "name"),
    BadInput("an unknown query parameter", "/v1/transfers?dry_run=1", "{}", 400, "unknown_parameter", "dry_run"),
  ]

  /// Refusals of the ledger are stored with their key: one row. Everything before the ledger writes nothing.
  private static let stored: Set<String> = [
    "account_not_found", "same_account", "currency_mismatch", "insufficient_funds", "effective_at_in_future", "code_reserved",
    "code_taken",
    "account_not_empty", "hold_not_found", "transaction_not_found",
  ]

  @Test(arguments: [BadInputs(testDescription: "transfers", rows: transfers), .init(testDescription: "others", rows: bodies)])
  func `is answered by name, with one status for each code, and nothing is moved`(table: BadInputs) throws {
    let daemon = try Daemon()
    let caller = Caller(daemon)
    try caller.openBooks()
    for row in table.rows {
      let before = daemon.sequence()
      let reply = try caller.post(row.path, row.body)
      #expect(reply.status == row.status, "\(row.wrong): \(reply.body)")
      #expect(reply.code == row.code, "\(row.wrong): \(reply.body)")
      #expect(reply.param == row.param, "\(row.wrong): \(reply.body)")
      #expect(reply.headers["content-type"] == "application/problem+json", "\(row.wrong)")
      #expect(reply.text("request_id") == reply.headers["x-request-id"], "\(row.wrong)")
      if !Self.stored.contains(row.code) { #expect(daemon.sequence() == before, "\(row.wrong) was written") }
    }
    #expect(try caller.available("wallet:alice") == 100_000)
    #expect(try caller.available("wallet:bob") == 0)
  }

  @Test(arguments: [
    ("/v1/accounts/wallet:alice?as_of=yesterday", 400, "invalid_time", "as_of"),
    ("/v1/accounts/wallet:alice?by=posting", 400, "invalid_value", "by"),
    ("/v1/accounts/wallet:alice?by=posted&by=posted", 400, "invalid_value", "by"),
    ("/v1/accounts/wallet:alice?colour=red", 400, "unknown_parameter", "colour"),
    ("/v1/accounts/wallet:alice?currency=USD", 404, "account_not_found", "account"),
    ("/v1/accounts/wallet:alice?currency=usd", 400, "unknown_currency", "currency"),
    ("/v1/accounts/wallet:alice?as_of=2001-01-01T00:00:00Z", 404, "account_not_found", "as_of"),
    ("/v1/accounts/cash/statement?from=2026-01-02&to=2026-01-01", 400, "contradiction", "to"),
    ("/v1/accounts/cash/entries?from=2026-01-02&to=2026-01-01", 400, "contradiction", "to"),
    ("/v1/accounts?code_prefix=", 400, "value_empty", "code_prefix"),
    ("/v1/transactions?reference=", 400, "value_empty", "reference"),
    ("/v1/transactions?key=%20", 400, "idempotency_key_invalid", "key"),
    ("/v1/holds?currency=", 400, "unknown_currency", "currency"),
    ("/v1/accounts/acc_1", 400, "invalid_id", "account"),
    ("/v1/accounts?limit=0", 400, "out_of_range", "limit"),
    ("/v1/accounts?limit=101", 400, "out_of_range", "limit"),
    ("/v1/accounts?limit=ten", 400, "not_an_integer", "limit"),
    ("/v1/accounts?cursor=x1", 400, "invalid_cursor", "cursor"),
    ("/v1/accounts?cursor=a", 400, "invalid_cursor", "cursor"),
    ("/v1/accounts?cursor=aA", 400, "invalid_cursor", "cursor"),
    ("/v1/accounts?cursor=a05", 400, "invalid_cursor", "cursor"),
    ("/v1/accounts?cursor=a-0", 400, "invalid_cursor", "cursor"),
    ("/v1/accounts?cursor=avvvvvvvvvvvvvvvvvvvvvvvvvv", 400, "invalid_cursor", "cursor"),
    ("/v1/accounts?class=cash", 400, "invalid_value", "class"),
    ("/v1/transactions?type=gift", 400, "invalid_value", "type"),
    ("/v1/transactions?account=nobody", 404, "account_not_found", "account"),
    ("/v1/transactions/txn_1", 404, "transaction_not_found", "–"),
    ("/v1/holds?status=closed", 400, "invalid_value", "status"),
    ("/v1/holds/acc_1", 404, "hold_not_found", "–"),
    ("/v1/tenants/nobody", 404, "tenant_not_found", "–"),
    ("/v1/nothing", 404, "route_not_found", "–"),
  ])
  func `to read is answered by name too`(path: String, status: Int, code: String, param: String) throws {
    let caller = Caller(try Daemon())
    try caller.openBooks()
    let reply = try caller.get(path)
    #expect(reply.status == status && reply.code == code && reply.param == param, "\(reply.body)")
  }

  @Test func `in its method is told which ones there are`() throws {
    let reply = try Caller(try Daemon()).call("PUT", "/v1/transfers", "{}", key: nil)
    #expect(reply.status == 405 && reply.code == "method_not_allowed" && reply.headers["allow"] == "POST")
  }

  @Test(arguments: [
    ("text/plain", 415), ("application/jsonx", 415), ("application/problem+json", 415), ("application/json", 201),
    ("Application/JSON; charset=utf-8", 201),
  ])
  func `in its media type is refused, spelling and parameters aside`(type: String, status: Int) throws {
    let caller = Caller(try Daemon())
    try caller.openBooks()
    let reply = try caller.post(
      "/v1/transfers", #"{"debit":"wallet:alice","credit":"wallet:bob","amount":1}"#, headers: ["Content-Type: \(type)"])
    #expect(reply.status == status)
    if status == 415 { #expect(reply.code == "unsupported_media_type") }
  }
}
