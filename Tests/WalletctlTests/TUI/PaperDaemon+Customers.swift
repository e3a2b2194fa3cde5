import JSON

@testable import walletctl

/// Whom the daemon on paper knows, and what it has given their wallets.
extension PaperDaemon {
  static let customers: [JSONValue] = [
    [
      "id": .string(id("cus", 2)), "customer_id": "c457", "name": "Budi", "status": "suspended", "kyc_tier": "full",
      "wallets": [],
      "created_at": "2026-11-02T08:20:00.000000Z",
    ],
    [
      "id": .string(id("cus", 1)), "customer_id": "c456", "name": "Alice", "status": "active", "kyc_tier": "basic",
      "wallets": [.string(id("wal", 1))],
      "limits": [["name": "monthly_outflow", "currency": "IDR", "limit": 500_000_000, "left": 125_000_000]],
      "created_at": "2026-11-01T08:15:00.000000Z",
    ],
  ]

  static let bonuses: [JSONValue] = [
    [
      "bonus_id": .string(id("bon", 2)), "wallet": .string(id("wal", 1)), "status": "active", "amount": 5_000_000,
      "spent": 1_250_000,
      "expired": 0, "remaining": 3_750_000, "currency": "IDR", "expires_at": "2026-12-01T00:00:00.000000Z", "reason": "welcome",
      "created_at": "2026-11-03T08:00:00.000000Z",
    ],
    [
      "bonus_id": .string(id("bon", 1)), "wallet": .string(id("wal", 1)), "status": "expired", "amount": 1_000_000, "spent": 0,
      "expired": 1_000_000, "remaining": 0, "currency": "IDR", "expires_at": "2026-11-02T00:00:00.000000Z",
      "created_at": "2026-11-01T09:00:00.000000Z",
    ],
  ]
}
