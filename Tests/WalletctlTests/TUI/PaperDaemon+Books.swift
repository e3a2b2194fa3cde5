import JSON

@testable import walletctl

/// What is written in the books of the daemon on paper.
extension PaperDaemon {
  static let tenant: JSONValue = [
    "id": .string(id("ten", 1)), "code": "toko", "name": "Toko Maju", "mode": "live", "status": "active",
    "created_at": "2026-11-01T08:00:00.000000Z",
  ]

  static func account(
    _ number: Int, _ code: String, class kind: String = "liability", posted: Int64, pending: Int64, status: String = "open"
  ) -> JSONValue {
    [
      "id": .string(id("acc", number)), "code": .string(code), "currency": "IDR", "class": .string(kind),
      "normal_side": kind == "asset" ? "debit" : "credit", "posted": .integer(posted), "pending": .integer(pending),
      "available": .integer(posted - pending), "version": 7, "limit": "no_overdraft", "status": .string(status),
      "frozen": status == "frozen" ? ["debits", "credits"] : [], "opened_at": "2026-11-01T08:00:01.000000Z", "metadata": [:],
    ]
  }

  static let accounts = [
    account(1, "wallet:alice", posted: 125_000_000, pending: 30_000_000),
    account(2, "wallet:bob", posted: 2_500_050, pending: 0, status: "frozen"),
    account(3, "wallet:金子", posted: -5_000_000, pending: 0),
    account(4, "bank", class: "asset", posted: 9_876_543_210_00, pending: 0),
  ]

  static func entries(_ account: String) -> [JSONValue] {
    func entry(
      _ number: Int, _ kind: String, _ side: String, _ amount: Int64, _ balance: (Int64, Int64), _ time: String,
      _ reference: String,
      hold: Int? = nil
    ) -> JSONValue {
      [
        "transaction": .string(id("txn", number)), "posting": .string(id("pst", number)), "sequence": .integer(Int64(number)),
        "side": .string(side), "kind": .string(kind), "amount": .integer(amount), "currency": "IDR",
        "other": .string(id("acc", 2)),
        "other_code": "wallet:bob", "posted_at": .string(time), "effective_at": .string(time), "reference": .string(reference),
        "hold": hold.map { .string(id("hold", $0)) } ?? .null,
        "balance": ["posted": .integer(balance.0), "available": .integer(balance.1)],
      ]
    }
    return [
      entry(14, "post", "debit", 10_000_000, (125_000_000, 95_000_000), "2026-11-20T10:41:00.000000Z", "order-17"),
      entry(13, "hold", "debit", 5_000_000, (135_000_000, 105_000_000), "2026-11-20T09:30:00.000000Z", "deposit", hold: 3),
      entry(12, "hold", "debit", 25_000_000, (135_000_000, 110_000_000), "2026-11-20T09:00:00.000000Z", "booking-4", hold: 1),
      entry(11, "post", "credit", 35_000_000, (135_000_000, 135_000_000), "2026-11-18T16:20:00.000000Z", "top-up"),
      entry(10, "post", "credit", 100_000_000, (100_000_000, 100_000_000), "2026-11-01T08:00:02.000000Z", "opening\u{1B}[31m"),
    ]
  }

  private static func transaction(_ number: Int, _ type: String, _ kind: String, _ amount: Int64, _ time: String) -> JSONValue {
    [
      "id": .string(id("txn", number)), "type": .string(type), "status": "posted", "sequence": .integer(Int64(number)),
      "posted_at": .string(time), "effective_at": .string(time), "reference": .string("order-\(number)"),
      "metadata": ["channel": "web"],
      "postings": [
        [
          "id": .string(id("pst", number)), "kind": .string(kind), "debit": .string(id("acc", 1)), "debit_code": "wallet:alice",
          "credit": .string(id("acc", 2)), "credit_code": "wallet:bob", "amount": .integer(amount), "currency": "IDR",
          "debit_balance": ["posted": 125_000_000, "available": 95_000_000],
          "credit_balance": ["posted": 2_500_050, "available": 2_500_050],
        ]
      ],
    ]
  }

  static let transactions = [
    transaction(14, "transfer", "post", 10_000_000, "2026-11-20T10:41:00.000000Z"),
    transaction(13, "hold", "hold", 5_000_000, "2026-11-20T09:30:00.000000Z"),
    transaction(12, "hold", "hold", 25_000_000, "2026-11-20T09:00:00.000000Z"),
    transaction(11, "transfer", "post", 3_500_000_000, "2026-11-18T16:20:00.000000Z"),
  ]

  private static func hold(
    _ number: Int, _ amount: Int64, on account: (Int, String), expires: JSONValue, reference: String, placed: String
  ) -> JSONValue {
    [
      "id": .string(id("hold", number)), "status": "open", "amount": .integer(amount), "remaining": .integer(amount),
      "captured": 0,
      "debit": .string(id("acc", account.0)), "debit_code": .string(account.1), "credit": .string(id("acc", 2)),
      "credit_code": "wallet:bob", "currency": "IDR", "placed_at": .string(placed), "expires_at": expires,
      "reference": .string(reference), "metadata": [:], "sequence": 13,
    ]
  }

  /// Newest first, as the daemon lists them; the nearest expiry is the second.
  static let holds = [
    hold(3, 5_000_000, on: (1, "wallet:alice"), expires: .null, reference: "deposit", placed: "2026-11-20T09:30:00.000000Z"),
    hold(
      1, 25_000_000, on: (1, "wallet:alice"), expires: "2026-11-20T10:54:00.000000Z", reference: "booking-4",
      placed: "2026-11-20T09:00:00.000000Z"),
    hold(
      2, 1_200_000_000, on: (4, "bank"), expires: "2026-11-22T12:00:00.000000Z", reference: "payout-9",
      placed: "2026-11-20T08:00:00.000000Z"),
  ]

  static let methods: [JSONValue] = [
    [
      "id": .string(id("tok", 1)), "type": "card",
      "card": ["brand": "visa", "masked": "411111******1111", "expiry_month": 12, "expiry_year": 2030, "holder": "Alice"],
      "fingerprint": "00", "customer": "alice", "default": true, "created_at": "2026-11-02T08:00:00.000000Z", "deleted_at": .null,
    ],
    [
      "id": .string(id("tok", 2)), "type": "card",
      "card": ["brand": "mastercard", "masked": "555555******4444", "expiry_month": 10, "expiry_year": 2026, "holder": "Bob"],
      "fingerprint": "01", "customer": "bob", "default": false, "created_at": "2026-11-02T08:00:00.000000Z", "deleted_at": .null,
    ],
  ]

  private static func key(_ number: Int, _ name: String, _ status: String, expires: JSONValue, used: JSONValue) -> JSONValue {
    [
      "id": .string(id("key", number)), "tenant": .string(id("ten", 1)), "name": .string(name), "key": "wk_live_HZX8KHJA70M4…",
      "mode": "live", "status": .string(status), "scopes": ["accounts:read", "transactions:post"], "addresses": [],
      "requests_per_second": .null, "created_at": "2026-11-01T09:00:00.000000Z", "expires_at": expires, "revoked_at": .null,
      "replaced_by": .null, "last_used_at": used,
    ]
  }

  static let keys = [
    key(2, "checkout", "active", expires: "2026-11-20T10:52:00.000000Z", used: "2026-11-20T10:50:25.000000Z"),
    key(1, "reports", "active", expires: .null, used: .null),
    key(3, "old", "revoked", expires: .null, used: "2026-11-03T10:00:00.000000Z"),
  ]

  private static func row(_ number: Int64, _ action: String, _ subject: String, _ after: JSONValue) -> JSONValue {
    [
      "sequence": .integer(number), "at": "2026-11-20T08:00:00.000000Z", "actor": "uid:1000 pid:4711 login:1000",
      "action": .string(action),
      "tenant": .string(id("ten", 1)), "subject": .string(subject), "request_id": "req_1", "before": [:], "after": after,
      "seal": "00",
    ]
  }

  static let audit = [
    row(5, "account.freeze_requested", "wallet:bob", ["sides": "debits credits", "idempotency_key": "k"]),
    row(4, "account.limit_requested", id("acc", 1), ["limit": "no_overdraft"]),
    row(3, "key.created", id("key", 2), ["name": "checkout"]), row(2, "tenant.created", id("ten", 1), ["code": "toko"]),
  ]

  static let events: [JSONValue] = [
    [
      "id": .string(id("evt", 2)), "type": "transfer.posted", "version": 1, "occurred_at": "2026-11-20T10:41:00.000000Z",
      "sequence": 14,
      "object": .string(id("txn", 14)), "accounts": [.string(id("acc", 1)), .string(id("acc", 2))], "channel": "ledger",
      "data": [:],
    ],
    [
      "id": .string(id("evt", 1)), "type": "hold.placed", "version": 1, "occurred_at": "2026-11-20T09:00:00.000000Z",
      "sequence": 13,
      "object": .string(id("hold", 1)), "accounts": [.string(id("acc", 1))], "channel": "ledger", "data": [:],
    ],
  ]

  static let metrics = """
    # HELP walletd_worker_queue Requests that wait.
    # TYPE walletd_worker_queue gauge
    walletd_worker_queue 0
    walletd_open_ledgers 1
    walletd_request_seconds_bucket{le="0.000008"} 0
    walletd_request_seconds_bucket{le="0.000512"} 90
    walletd_request_seconds_bucket{le="0.016384"} 100
    walletd_request_seconds_bucket{le="+Inf"} 100
    walletd_request_seconds_sum 0.100000
    walletd_request_seconds_count 100
    walletd_limited_total{reason="key_rate"} 0
    walletd_http_connections 5
    walletd_ledger_up{tenant="toko"} 1
    walletd_ledger_sequence{tenant="toko"} 14
    walletd_ledger_commands_total{tenant="toko"} 1200
    walletd_ledger_refusals_total{tenant="toko"} 3
    walletd_ledger_rows_total{tenant="toko"} 1197
    walletd_ledger_waiting{tenant="toko"} 0
    walletd_ledger_waiting_seconds{tenant="toko"} 0.001250
    walletd_ledger_open_holds{tenant="toko"} 3
    walletd_ledger_accounts{tenant="toko"} 4

    """
}
