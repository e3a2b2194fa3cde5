package import LedgerCore

/// How a bonus stands.
package enum BonusState: String, Sendable, CaseIterable {
  /// Some of it may be spent.
  case active
  /// Its time is up, but an authorization still holds some of it.
  case expiring
  /// All of it was spent.
  case used
  /// What was not spent in time is the platform's again.
  case expired
}

/// Promotional money that a wallet was given, with an expiry of its own. It is spent before the wallet's own money, the bonus that expires
/// first before the others, and cannot be withdrawn.
package struct Bonus: PaymentRecord {
  package typealias E = BonusEntity
  package static let kind: Text = "bonus"

  package var state = BonusState.active
  package var wallet: WalletID
  package var amount: Money
  /// Nil: never.
  package var expiresAt: Timestamp?
  package var reason: Text?
  /// What was paid with it and not given back since; and what nobody spent in time.
  package var spent: Int64 = 0
  package var expired: Int64 = 0
  /// What authorizations hold of it. One whose hold has ended holds nothing, whether somebody has noted that or not.
  package var holds: [HeldPart] = []

  package struct HeldPart: Sendable, Hashable {
    package var payment: PaymentID
    package var hold: HoldID
    package var amount: Int64
  }

  package var parent: Int64? { wallet.number }
  package var rest: Int64 { amount.amount - spent - expired }
  package var dueAt: Timestamp? { state == .active ? expiresAt : nil }

  package init(wallet: WalletID, amount: Money, expiresAt: Timestamp?, reason: Text?) {
    self.wallet = wallet
    self.amount = amount
    self.expiresAt = expiresAt
    self.reason = reason
  }

  package func isExpired(at now: Timestamp) -> Bool { expiresAt.map { $0 <= now } ?? false }

  /// How it stands by its numbers.
  mutating func settle(at now: Timestamp) {
    if rest > 0 {
      state = isExpired(at: now) ? .expiring : .active
    } else {
      state = expired > 0 ? .expired : .used
    }
  }

  package init(_ fields: RecordFields, state: BonusState) throws(MalformedRecord) {
    self.state = state
    wallet = try fields.required("wallet", fields.id("wallet"))
    amount = try fields.money("amount", "currency")
    expiresAt = fields.time("expires_at")
    reason = fields.text("reason")
    spent = fields.integer("spent") ?? 0
    expired = fields.integer("expired") ?? 0
    for part in fields.list("holds") {
      holds.append(
        HeldPart(
          payment: try part.required("payment", part.id("payment")), hold: try part.required("hold", part.id("hold")),
          amount: try part.required("amount", part.integer("amount"))))
    }
  }

  package func write(_ fields: inout RecordFields) {
    fields.set("wallet", wallet)
    fields.set("amount", "currency", amount)
    fields.set("expires_at", expiresAt)
    fields.set("reason", reason)
    fields.set("spent", spent)
    fields.set("expired", expired)
    fields.set(
      "holds",
      holds.map { part in
        var fields = RecordFields()
        fields.set("payment", part.payment)
        fields.set("hold", part.hold)
        fields.set("amount", part.amount)
        return fields
      })
  }
}
