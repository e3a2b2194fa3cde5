import JSON
import LedgerCore
import Tenancy
import Testing

/// What merchants agree on about their money, calendars, and what providers have settled, over the socket.
@Suite struct `Settlement` {
  private func shop() throws -> (caller: Caller, daemon: Daemon) {
    let daemon = try Daemon(takesPayments: true)
    let caller = Caller(daemon)
    try caller.openShop()
    return (caller, daemon)
  }

  @Test func `terms are set, changed as a whole, and shown with what waits of a payment`() throws {
    let (caller, _) = try shop()
    let made = try caller.post(
      "/v1/merchants",
      #"{"merchant_id":"m9","settlement_days":2,"reserve_percent":"10","reserve_days":7,"fees":[{"method":"card","fee_percent":"2.9","#
        + #""fee_fixed":200000,"fee_currency":"IDR"},{"method":"qris"}]}"#)
    #expect(made.status == 201 && made.text("reserve_percent") == "10" && made.number("reserve_days") == 7, "\(made.body)")
    #expect(made["fees"]?.arrayValue?.map { $0.text(at: "method") } == ["card", "qris"])
    let changed = try caller.post("/v1/merchants/m9", #"{"fees":[],"reserve_percent":"0"}"#)
    #expect(changed["fees"] == nil && changed["reserve_percent"] == nil && changed.number("settlement_days") == 2)
    _ = try caller.post("/v1/merchants/m9", #"{"reserve_percent":"10","reserve_days":7,"fee_percent":"1"}"#)
    let intent = try caller.post(
      "/v1/payment_intents",
      #"{"merchant_id":"m9","amount":1000000,"currency":"IDR","payment_method":{"type":"card","token":"t"}}"#)
    let confirmed = try caller.post("/v1/payment_intents/\(intent.text("payment_intent_id"))/confirm")
    let payment = try caller.get("/v1/payments/\(confirmed.text("payment"))")
    #expect(payment.number("pending") == 891_000 && payment.number("reserved") == 99_000 && payment.number("fee") == 10_000)
    #expect(payment["available_at"] != nil && payment["reserved_until"] != nil && payment["released"] == nil)
    let jobs = try caller.get("/v1/jobs?kind=payment")["data"]?.arrayValue ?? []
    #expect(jobs.count == 1 && jobs[0].text(at: "purpose") == "settle" && jobs[0].text(at: "status") == "waiting")
  }

  @Test(arguments: [
    (#""fees":[{"fee_percent":"1"}]"#, "missing_field", "fees[0].method"),
    (#""fees":[{"method":"cash"}]"#, "invalid_value", "fees[0].method"),
    (#""fees":[{"method":"qris"},{"method":"qris"}]"#, "contradiction", "fees[1].method"),
    (#""fees":[{"method":"qris","fee_fixed":5}]"#, "missing_field", "fees[0].fee_currency"),
    (#""fees":[{"method":"qris","fee":5}]"#, "unknown_field", ""), (#""reserve_percent":"5""#, "missing_field", "reserve_days"),
    (#""reserve_days":5"#, "missing_field", "reserve_percent"),
    (#""reserve_percent":"5","reserve_days":731"#, "out_of_range", "reserve_days"),
    (#""reserve_percent":"101","reserve_days":5"#, "invalid_value", "reserve_percent"),
  ]) func `terms that contradict themselves are refused`(terms: String, code: String, param: String) throws {
    let (caller, _) = try shop()
    let reply = try caller.post("/v1/merchants", #"{"merchant_id":"m9",\#(terms)}"#)
    #expect(reply.status == 400 && reply.code == code && (param.isEmpty || reply.param == param), "\(reply.body)")
  }

  @Test func `a tenant has a calendar of its own, all of which is set at once`() throws {
    let (caller, _) = try shop()
    let set = try caller.post(
      "/v1/payment_settings", #"{"utc_offset":"+08:00","calendar":{"closed":["2026-12-24","2026-12-23"],"open":["2026-12-26"]}}"#)
    #expect(set["calendar"] == ["closed": ["2026-12-23", "2026-12-24"], "open": ["2026-12-26"]])
    #expect(
      try caller.post("/v1/payment_settings", #"{"calendar":{}}"#)["utc_offset"] == "+08:00", "the clock is not of the calendar")
    for (body, code, param) in [
      (#"{"closed":["24.12."]}"#, "invalid_value", "calendar.closed"),
      (#"{"closed":[7]}"#, "wrong_type", "calendar.closed[0]"), (#"{"holidays":[]}"#, "unknown_field", ""),
      (#"{"closed":["2026-12-24"],"open":["2026-12-24"]}"#, "contradiction", "calendar.open"),
    ] {
      let reply = try caller.post("/v1/payment_settings", #"{"calendar":\#(body)}"#)
      #expect(reply.status == 400 && reply.code == code && (param.isEmpty || reply.param == param), "\(reply.body)")
    }
  }

  private func charge(_ caller: Caller) throws -> String {
    _ = try caller.pay(1_000_000)
    let attempts = try caller.get("/v1/attempts?status=succeeded")["data"]?.arrayValue ?? []
    return try #require(attempts.first?.text(at: "attempt_id"))
  }

  @Test func `a report is booked, by its columns, and the same one is the same settlement`() throws {
    let (caller, daemon) = try shop()
    let charge = try charge(caller)
    let csv = #"Fee,Order ID,Amount,Transaction Type\n70.00,\#(charge),10000.00,Payment\n0,INV-1,5.00,Payment\n"#
    let body =
      #"{"provider":"midtrans","currency":"IDR","bank":"bca","paid":993000,"report":{"format":"midtrans_statement","csv":"\#(csv)"}}"#
    let begun = try caller.post("/v1/settlements", body)
    #expect(begun.status == 201 && begun.text("status") == "booking" && begun.number("items") == 2, "\(begun.body)")
    let id = begun.text("settlement_id")
    try daemon.workOff()
    let booked = try caller.get("/v1/settlements/\(id)")
    #expect(booked.text("status") == "open" && booked.number("booked") == 1 && booked.number("parked") == 1)
    #expect(booked.number("net") == 993_000 && booked.number("short") == 0 && booked.text("account") == "assets:bank:bca")
    let parked = try caller.get("/v1/settlement_items?settlement=\(id)&status=parked")["data"]?.arrayValue ?? []
    #expect(parked.count == 1 && parked[0].text(at: "reason") == "unknown" && parked[0].text(at: "reference") == "INV-1")
    #expect(try caller.get("/v1/accounts?code_prefix=assets:psp:midtrans:clearing")["data"]?.arrayValue?.first?["posted"] == 0)
    #expect(try caller.post("/v1/settlements", body).text("settlement_id") == id)
    #expect(try caller.get("/v1/settlements")["data"]?.arrayValue?.count == 1)
    try daemon.workOff()
    #expect(try caller.get("/v1/settlements/\(id)").number("booked") == 1)
    // What cannot be matched is left alone for good, where a person says so.
    let accepted = try caller.post("/v1/settlements/\(id)/accept", #"{"reason":"a test of theirs"}"#)
    #expect(accepted.status == 200 && accepted.text("status") == "accepted" && accepted.text("accepted_by").hasPrefix("uid:"))
    #expect(try caller.post("/v1/settlements/\(id)/accept", #"{"reason":"again"}"#).code == "settlement_wrong_state")
  }

  @Test func `a difference is written off up to the limit`() throws {
    let (caller, daemon) = try shop()
    let item = #"{"type":"payment","reference":"\#(try charge(caller))","gross":1000000}"#
    let id = try caller.post(
      "/v1/settlements", #"{"provider":"midtrans","currency":"IDR","paid":999000,"items":[\#(item)]}"#
    ).text("settlement_id")
    try daemon.workOff()
    let refused = try caller.post("/v1/settlements/\(id)/accept", #"{"reason":"r"}"#)
    #expect(refused.status == 409 && refused.code == "write_off_above_limit", "\(refused.body)")
    #expect(try caller.post("/v1/payment_settings", #"{"write_off_limit":1000}"#).number("write_off_limit") == 1_000)
    #expect(try caller.post("/v1/settlements/\(id)/accept", #"{"reason":"r"}"#).number("written_off") == 1_000)
  }

  @Test(arguments: [
    (#""items":[{"type":"payment","reference":"a"}]"#, "missing_field", "items[0].gross"),
    (#""items":[]"#, "invalid_value", "items"), (#""paid":1"#, "missing_field", "report"),
    (#""items":[{"type":"payout","reference":"a","gross":1}]"#, "invalid_value", "items[0].type"),
    (#""report":{"format":"xendit_balance","csv":"a\n"}"#, "contradiction", "report.format"),
    (#""report":{"format":"midtrans_statement","csv":"a\n"}"#, "report_unreadable", "report.csv"),
    (#""report":{"format":"midtrans_statement","csv":"a\n"},"items":[]"#, "contradiction", "items"),
    (#""bank":"a b","items":[{"type":"payment","reference":"a","gross":1}]"#, "invalid_code", "bank"),
  ]) func `what cannot be read is refused, and nothing of it is booked`(fields: String, code: String, param: String) throws {
    let (caller, _) = try shop()
    let reply = try caller.post("/v1/settlements", #"{"provider":"midtrans","currency":"IDR",\#(fields)}"#)
    #expect(reply.status == 400 && reply.code == code && reply.param == param, "\(reply.body)")
    #expect(try caller.get("/v1/settlements")["data"]?.arrayValue?.isEmpty == true)
  }
}
