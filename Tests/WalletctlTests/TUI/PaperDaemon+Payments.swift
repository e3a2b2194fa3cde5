import JSON
import WalletAPI
import WalletClient

@testable import walletctl

/// What the daemon on paper has been paid: a code that is waited for, a payment of which a part went back, one that is only set aside, a large
/// top-up, and one that came to nothing.
extension PaperDaemon {
  static let code =
    "00020101021226670015COM.EXAMPLE.WWW011893600014900000000102150000000000000010303UMI51440014ID.CO.QRIS.WWW0215ID10200000000010303UMI5204581253033605405250005802ID5913WARUNG CONTOH6007JAKARTA61051011062370108INV-00010514REF202611200010703A0163046089"

  /// Answers what is asked about payments; nil: it is about something else.
  func payments(_ request: ClientRequest, _ path: [String]) -> Answered? {
    switch (request.method, path.dropFirst().first ?? "", path.count) {
    case (.get, "payments", 2): list(chosen(PaperDaemon.payments, request, "status"), request)
    case (.get, "payments", 3): one(PaperDaemon.payments, path[2], .paymentNotFound, "payment")
    case (.get, "payment_intents", 2): list(chosen(PaperDaemon.intents, request, "intent_status"), request)
    case (.get, "payment_intents", 3): one(PaperDaemon.intents, path[2], .intentNotFound, "intent")
    case (.get, "attempts", 2):
      list(
        chosen(PaperDaemon.attempts, request, "status").filter { row in
          value(request, "intent").map { row.text(at: "payment_intent_id") == $0 } ?? true
        }, request)
    case (.get, "attempts", 3): one(PaperDaemon.attempts, path[2], .recordNotFound, "attempt")
    case (.get, "refunds", 2):
      list(
        chosen(PaperDaemon.refunds, request, "status").filter { row in
          value(request, "payment").map { row.text(at: "payment_id") == $0 } ?? true
        }, request)
    case (.get, "refunds", 3): one(PaperDaemon.refunds, path[2], .refundNotFound, "refund")
    case (.get, "settlements", 2): list(chosen(PaperDaemon.settlements, request, "status"), request)
    case (.get, "settlements", 3):
      one(PaperDaemon.settlements, path[2], .settlementNotFound, "settlement", named: "settlement_id")
    case (.get, "settlement_items", 2): list(chosen(PaperDaemon.settlementItems, request, "status"), request)
    case (.get, "inbox", 2): list(chosen(PaperDaemon.deliveries, request, "status"), request)
    case (.get, "inbox", 3): one(PaperDaemon.deliveries, path[2], .recordNotFound, "delivery")
    case (.get, "jobs", 2): list(chosen(PaperDaemon.jobs, request, "status"), request)
    case (.get, "jobs", 3): one(PaperDaemon.jobs, path[2], .jobNotFound, "job")
    case (.post, "jobs", 4):
      .json(
        (one(PaperDaemon.jobs, path[2], .jobNotFound, "job").value ?? .null).with("status", path[3] == "retry" ? "due" : "done"),
        isReplay: false)
    case (.post, "inbox", 4):
      .json(
        (one(PaperDaemon.deliveries, path[2], .recordNotFound, "delivery").value ?? .null).with("status", "received"),
        isReplay: false)
    case (.get, "providers", 2): .json(["data": .array(PaperDaemon.providers)], isReplay: false)
    case (.get, "providers", 3): one(PaperDaemon.providers, path[2], .providerNotFound, "account", named: "provider")
    case (.post, "providers", 4):
      .json(
        (one(PaperDaemon.providers, path[2], .providerNotFound, "account", named: "provider").value ?? .null).with(
          "status", path[3] == "enable" ? "active" : "disabled"), isReplay: false)
    case (.get, "merchants", 2): list(PaperDaemon.merchants, request)
    case (.get, "merchants", 3): one(PaperDaemon.merchants, path[2], .merchantNotFound, "merchant", named: "merchant_id")
    case (.get, "wallets", 2): list(PaperDaemon.wallets, request)
    case (.get, "wallets", 3): one(PaperDaemon.wallets, path[2], .walletNotFound, "wallet", named: "wallet_id")
    case (.post, "wallets", 4):
      .json(
        (one(PaperDaemon.wallets, path[2], .walletNotFound, "wallet", named: "wallet_id").value ?? .null).with(
          "status", path[3] == "suspend" ? "suspended" : "active"), isReplay: false)
    case (.get, "customers", 2): list(PaperDaemon.customers, request)
    case (.get, "customers", 3): one(PaperDaemon.customers, path[2], .customerNotFound, "customer", named: "customer_id")
    case (.get, "bonuses", 2): list(chosen(PaperDaemon.bonuses, request, "status"), request)
    case (.get, "payouts", 2): list(chosen(PaperDaemon.payouts, request, "status"), request)
    case (.get, "payouts", 3): one(PaperDaemon.payouts, path[2], .payoutNotFound, "payout")
    case (.post, "payouts", 4):
      .json(
        (one(PaperDaemon.payouts, path[2], .payoutNotFound, "payout").value ?? .null).with(
          "status", path[3] == "approve" ? "approved" : "cancelled"), isReplay: false)
    case (.post, "payments", 4): changed(request, path[2], path[3])
    case (.post, "payment_intents", 4):
      .json(
        (one(PaperDaemon.intents, path[2], .intentNotFound, "intent").value ?? .null).with("intent_status", "cancelled"),
        isReplay: false)
    default: nil
    }
  }

  private func chosen(_ rows: [JSONValue], _ request: ClientRequest, _ field: String) -> [JSONValue] {
    rows.filter { row in value(request, "status").map { row.text(at: field) == $0 } ?? true }
  }

  private func changed(_ request: ClientRequest, _ id: String, _ verb: String) -> Answered {
    guard let payment = one(PaperDaemon.payments, id, .paymentNotFound, "payment").value, let body = PaperDaemon.body(request)
    else {
      return PaperDaemon.problem(404, "payment_not_found", "This ledger has no such payment.")
    }
    let amount = body["amount"]?.integerValue ?? 0
    switch verb {
    case "capture": return .json(payment.with("status", "captured").with("captured", .integer(amount)), isReplay: false)
    case "void": return .json(payment.with("status", "voided"), isReplay: false)
    default:
      let left = PaymentPreview.refundable(payment)
      if amount > left {
        return PaperDaemon.problem(
          409, "refund_above_captured", "\(left) of \(payment["captured"]?.integerValue ?? 0) can still be given back.")
      }
      return .json(
        [
          "refund_id": .string(PaperDaemon.id("re", 9)), "payment_id": .string(id), "status": "succeeded", "currency": "IDR",
          "amount": .integer(amount), "reason": body["reason"] ?? .null,
        ], isReplay: false)
    }
  }

  static func body(_ request: ClientRequest) -> JSONValue? {
    do { return try JSONValue.parse(request.body ?? []) } catch { return nil }
  }

  // MARK: Who is paid

  static let merchants: [JSONValue] = [
    [
      "id": .string(id("mch", 2)), "merchant_id": "ani", "name": "Warung Ani", "status": "active", "fee_percent": "2.95",
      "fee_fixed": 200_000, "fee_currency": "IDR", "settlement_days": 2, "created_at": "2026-11-19T08:00:00.000000Z",
    ],
    [
      "id": .string(id("mch", 1)), "merchant_id": "m123", "name": "Warung Contoh", "status": "active", "fee_percent": "0.7",
      "fee_fixed": 0, "settlement_days": 1, "created_at": "2026-11-01T08:10:00.000000Z",
    ],
  ]

  static let wallets: [JSONValue] = [
    [
      "id": .string(id("wal", 1)), "wallet_id": "alice", "status": "active", "customer_id": "c456",
      "customer": .string(id("cus", 1)), "currency": "IDR",
      "account": "liabilities:wallet:alice:available", "created_at": "2026-11-01T08:20:00.000000Z",
    ]
  ]

  /// The accounts that payments keep; no list of accounts names them unless it is asked for them.
  static let paymentAccounts = [
    account(21, "liabilities:merchant:m123:pending", posted: 1_982_500, pending: 0),
    account(22, "liabilities:merchant:m123:available", posted: 75_000_000, pending: 0),
    account(23, "liabilities:wallet:alice:available", posted: 1_200_000_000, pending: 0),
    account(24, "assets:psp:midtrans:clearing", class: "asset", posted: 2_000_000, pending: 50_000_000),
    account(25, "revenue:fee:payment", class: "revenue", posted: 17_500, pending: 0),
  ]

  // MARK: What is to be paid

  private static func intent(
    _ number: Int, _ status: String, _ amount: Int64, _ payee: (String, String), customer: String, method: String,
    at time: String,
    _ more: [(String, JSONValue)] = []
  ) -> JSONValue {
    .object(
      JSONObject(
        [
          ("payment_intent_id", .string(id("pi", number))), ("status", .string(status)), ("intent_status", .string(status)),
          ("amount", .integer(amount)), ("currency", "IDR"), (payee.0, .string(payee.1)), ("customer_id", .string(customer)),
          ("capture_method", number == 3 ? "manual" : "automatic"), ("payment_method", ["type": .string(method)]),
          ("payment", .string(id("pay", number))), ("reference", .string("order-\(13 + number)")),
          ("expires_at", "2026-11-21T08:00:00.000000Z"), ("created_at", .string(time)), ("updated_at", .string(time)),
          ("sequence", .integer(Int64(100 + number))),
        ] + more))
  }

  static let intents = [
    intent(
      5, "requires_action", 2_500_000, ("merchant_id", "m123"), customer: "c457", method: "qris",
      at: "2026-11-20T10:48:00.000000Z",
      [
        (
          "next_action",
          ["type": "scan", "qr_string": .string(code), "expires_at": "2026-11-20T11:03:00.000000Z"]
        )
      ]),
    intent(
      4, "succeeded", 2_500_000, ("merchant_id", "m123"), customer: "c456", method: "qris", at: "2026-11-20T10:38:00.000000Z"),
    intent(
      3, "succeeded", 50_000_000, ("merchant_id", "m123"), customer: "c900", method: "card", at: "2026-11-20T10:20:00.000000Z"),
    intent(
      2, "succeeded", 1_200_000_000, ("wallet_id", "alice"), customer: "c456", method: "bank_transfer",
      at: "2026-11-20T09:15:00.000000Z"),
    intent(
      1, "cancelled", 990_000, ("merchant_id", "ani"), customer: "c001", method: "gopay", at: "2026-11-19T17:00:00.000000Z",
      [("last_error", ["code": "declined", "detail": "the customer said no"])]),
  ]

  private static func payment(
    _ number: Int, _ status: String, _ amount: Int64, _ payee: (String, String), _ provider: String?, _ method: String,
    captured: Int64 = 0, refunded: Int64 = 0, fee: (Int64, Int64) = (0, 0), at time: String
  ) -> JSONValue {
    .object(
      JSONObject(
        [
          ("payment_id", .string(id("pay", number))), ("payment_intent_id", .string(id("pi", number))),
          ("status", .string(status)),
          ("amount", .integer(amount)), ("currency", "IDR"), (payee.0, .string(payee.1)), ("method", .string(method)),
          ("captured", .integer(captured)), ("refunded", .integer(refunded)), ("fee", .integer(fee.0)),
          ("fee_returned", .integer(fee.1)), ("created_at", .string(time)), ("updated_at", .string(time)),
          ("sequence", .integer(Int64(200 + number))),
        ] + (provider.map { [("provider", .string($0))] } ?? [])))
  }

  static let payments = [
    payment(
      5, "pending_auth", 2_500_000, ("merchant_id", "m123"), "xendit", "qris", at: "2026-11-20T10:48:00.000000Z"),
    payment(
      4, "partially_refunded", 2_500_000, ("merchant_id", "m123"), "midtrans", "qris", captured: 2_500_000, refunded: 500_000,
      fee: (17_500, 3_500), at: "2026-11-20T10:38:00.000000Z"),
    payment(3, "authorized", 50_000_000, ("merchant_id", "m123"), "midtrans", "card", at: "2026-11-20T10:20:00.000000Z"),
    payment(
      2, "captured", 1_200_000_000, ("wallet_id", "alice"), "xendit", "bank_transfer", captured: 1_200_000_000,
      at: "2026-11-20T09:15:00.000000Z"),
    payment(1, "failed", 990_000, ("merchant_id", "ani"), "midtrans", "gopay", at: "2026-11-19T17:00:00.000000Z"),
  ]

  // MARK: What providers were asked, and what they told

  private static func attempt(
    _ number: Int, _ purpose: String, of intent: Int, _ provider: String, _ status: String, _ amount: Int64, _ method: String,
    theirs: String? = nil, questions: (asked: Int64, unknown: Int64) = (0, 0), at time: String, _ more: [(String, JSONValue)] = []
  ) -> JSONValue {
    .object(
      JSONObject(
        [
          ("attempt_id", .string(id("att", number))), ("payment_intent_id", .string(id("pi", intent))),
          ("purpose", .string(purpose)), ("status", .string(status)), ("provider", .string(provider)),
          ("method", .string(method)), ("amount", .integer(amount)), ("currency", "IDR"),
          ("questions", .integer(questions.asked)),
          ("misses", .integer(questions.unknown)),
          ("created_at", .string(time)), ("updated_at", .string(time)), ("sequence", .integer(Int64(300 + number))),
        ] + (theirs.map { [("provider_reference", .string($0))] } ?? []) + more))
  }

  static let attempts = [
    attempt(
      6, "charge", of: 5, "xendit", "pending", 2_500_000, "qris", theirs: "pr-90392f42-d98a", at: "2026-11-20T10:48:02.000000Z",
      [("next_question_at", "2026-11-20T10:53:00.000000Z")]),
    attempt(
      5, "charge", of: 5, "midtrans", "not_sent", 2_500_000, "qris", at: "2026-11-20T10:48:01.000000Z",
      [
        ("error", ["code": "unreachable", "detail": "no connection was made"]), ("successor", .string(id("att", 6))),
      ]),
    attempt(
      4, "charge", of: 4, "midtrans", "succeeded", 2_500_000, "qris", theirs: "513f1f01-c9da-474c",
      at: "2026-11-20T10:38:01.000000Z"),
    attempt(
      3, "charge", of: 3, "midtrans", "authorized", 50_000_000, "card", theirs: "91d4f8a2-77aa-4b1e",
      at: "2026-11-20T10:20:01.000000Z"),
    attempt(
      2, "charge", of: 2, "xendit", "succeeded", 1_200_000_000, "bank_transfer", theirs: "pr-5c1f0a77-11b2",
      at: "2026-11-20T09:15:01.000000Z"),
    attempt(
      1, "cancel", of: 1, "midtrans", "unknown", 990_000, "gopay", theirs: "0b7c2f19-aa21-4a1f", questions: (7, 2),
      at: "2026-11-19T17:05:00.000000Z",
      [
        ("error", ["code": "interrupted", "detail": "time was up"]), ("next_question_at", "2026-11-20T11:00:00.000000Z"),
        ("charge", .string(id("att", 1))),
      ]),
  ]

  static let refunds: [JSONValue] = [
    [
      "refund_id": .string(id("re", 1)), "payment_id": .string(id("pay", 4)), "status": "succeeded", "amount": 500_000,
      "currency": "IDR", "reason": "one cup was cold", "provider": "midtrans", "fee_returned": 3_500, "automatic": false,
      "created_at": "2026-11-20T10:45:00.000000Z", "updated_at": "2026-11-20T10:45:02.000000Z", "sequence": 401,
    ]
  ]

  private static func delivery(
    _ number: Int, _ status: String, _ provider: String, _ event: String, about: String?, at time: String, _ body: String
  )
    -> JSONValue
  {
    .object(
      JSONObject(
        [
          ("delivery_id", .string(id("in", number))), ("status", .string(status)), ("provider", .string(provider)),
          ("event", .string(event)), ("body", .string(body)), ("created_at", .string(time)), ("updated_at", .string(time)),
          ("sequence", .integer(Int64(500 + number))),
        ] + (about.map { [("about", .string($0))] } ?? [])))
  }

  static let deliveries = [
    delivery(
      3, "processed", "midtrans", "refund", about: id("re", 1), at: "2026-11-20T10:45:01.000000Z",
      #"{"transaction_status":"partial_refund","order_id":"\#(id("att", 4))","gross_amount":"25000.00"}"#),
    delivery(
      2, "unmatched", "xendit", "payment.succeeded", about: nil, at: "2026-11-20T10:40:00.000000Z",
      #"{"event":"payment.succeeded","data":{"reference_id":"somebody-elses","amount":1000}}"#),
    delivery(
      1, "processed", "midtrans", "settlement", about: id("att", 4), at: "2026-11-20T10:39:00.000000Z",
      #"{"transaction_time":"2026-11-20 17:38:59","transaction_status":"settlement","transaction_id":"513f1f01-c9da-474c","status_code":"200","order_id":"\#(id("att", 4))","gross_amount":"25000.00","currency":"IDR","acquirer":"gopay"}"#
    ),
  ]

  private static func job(
    _ number: Int, _ status: String, _ kind: String, _ purpose: String, record: String, _ provider: String, tries: Int64,
    _ more: [(String, JSONValue)]
  ) -> JSONValue {
    .object(
      JSONObject(
        [
          ("job_id", .string(id("job", number))), ("status", .string(status)), ("kind", .string(kind)),
          ("purpose", .string(purpose)),
          ("record", .string(record)), ("record_status", "unknown"), ("provider", .string(provider)), ("tries", .integer(tries)),
          ("overdue", false), ("created_at", "2026-11-19T17:05:00.000000Z"), ("updated_at", "2026-11-20T10:30:00.000000Z"),
          ("sequence", .integer(Int64(600 + number))),
        ] + more))
  }

  /// In the order in which they are due; dead letters last.
  static let jobs = [
    job(
      6, "waiting", "attempt", "charge", record: id("att", 6), "xendit", tries: 0,
      [("amount", 2_500_000), ("currency", "IDR"), ("next_at", "2026-11-20T10:53:00.000000Z")]),
    job(
      1, "waiting", "attempt", "cancel", record: id("att", 1), "midtrans", tries: 7,
      [
        ("amount", 990_000), ("currency", "IDR"), ("next_at", "2026-11-20T11:00:00.000000Z"),
        ("error", ["code": "interrupted", "detail": "time was up"]),
      ]),
    job(
      2, "dead", "delivery", "read", record: id("in", 2), "xendit", tries: 1,
      [("error", ["code": "unmatched", "detail": "nothing here is called somebody-elses"])]),
  ]

  static let providers: [JSONValue] = [
    [
      "id": .string(id("psp", 1)), "provider": "midtrans", "status": "active", "url": "https://api.midtrans.com",
      "timeout_ms": 10_000,
      "api_key": ["id": .string(id("sec", 1)), "fingerprint": "0f1e2d3c4b5a69788796a5b4c3d2e1f0", "ending": "x7Qz"],
      "webhook_secrets": [], "health": "cut_off",
      "operations": [
        [
          "operation": "charge", "state": "open", "failures": 5, "tries_again_at": "2026-11-20T10:50:36.000000Z",
          "last_outcome": "not_sent", "last_reason": "unreachable", "last_at": "2026-11-20T10:50:20.000000Z",
        ],
        [
          "operation": "status", "state": "closed", "failures": 0, "tries_again_at": .null, "last_outcome": "done",
          "last_reason": .null, "last_at": "2026-11-20T10:49:00.000000Z",
        ],
      ], "created_at": "2026-11-01T08:05:00.000000Z", "updated_at": "2026-11-01T08:05:00.000000Z", "sequence": 701,
    ],
    [
      "id": .string(id("psp", 2)), "provider": "xendit", "status": "active", "url": "https://api.xendit.co", "timeout_ms": 10_000,
      "api_key": ["id": .string(id("sec", 2)), "fingerprint": "a0b1c2d3e4f5a0b1c2d3e4f5a0b1c2d3", "ending": "k2Lp"],
      "webhook_secrets": [["id": .string(id("sec", 3)), "fingerprint": "00112233445566778899aabbccddeeff", "ending": .null]],
      "health": "healthy",
      "operations": [
        [
          "operation": "charge", "state": "closed", "failures": 0, "tries_again_at": .null, "last_outcome": "pending",
          "last_reason": .null, "last_at": "2026-11-20T10:48:02.000000Z",
        ]
      ], "created_at": "2026-11-01T08:06:00.000000Z", "updated_at": "2026-11-03T08:06:00.000000Z", "sequence": 702,
    ],
  ]

  // MARK: What was posted for it

  private static func booked(_ number: Int, _ payment: Int, _ time: String, _ legs: [(String, String, Int64)]) -> JSONValue {
    [
      "id": .string(id("txn", number)), "type": "transfer", "status": "posted", "sequence": .integer(Int64(number)),
      "posted_at": .string(time), "effective_at": .string(time), "reference": .string(id("pay", payment)), "metadata": [:],
      "postings": .array(
        legs.enumerated().map { place, leg in
          [
            "id": .string(id("pst", number * 10 + place)), "kind": "post", "debit": .string(id("acc", 20)),
            "debit_code": .string(leg.0), "credit": .string(id("acc", 21)), "credit_code": .string(leg.1),
            "amount": .integer(leg.2), "currency": "IDR",
          ]
        }),
    ]
  }

  /// Newest first, by the payment that is their reference.
  static let paymentTransactions = [
    booked(33, 4, "2026-11-20T10:45:02.000000Z", [("liabilities:refund:intransit", "assets:psp:midtrans:clearing", 500_000)]),
    booked(
      32, 4, "2026-11-20T10:45:00.000000Z",
      [
        ("liabilities:merchant:m123:pending", "liabilities:refund:intransit", 496_500),
        ("revenue:fee:payment", "liabilities:refund:intransit", 3_500),
      ]),
    booked(
      31, 4, "2026-11-20T10:39:01.000000Z",
      [
        ("assets:psp:midtrans:clearing", "liabilities:merchant:m123:pending", 2_500_000),
        ("liabilities:merchant:m123:pending", "revenue:fee:payment", 17_500),
      ]),
  ]
}
