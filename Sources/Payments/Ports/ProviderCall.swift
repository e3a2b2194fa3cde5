package import LedgerCore

/// One thing that a provider is asked. `reference` is always ours: the id of the attempt or refund, unique for ever, by which the same
/// thing can be asked for again and found again.
package enum ProviderCall: Sendable, Hashable {
  /// Begin to take money.
  case charge(Charge)
  /// What became of a charge.
  case status(ChargePointer)
  /// Take `amount` of what was authorized.
  case capture(ChargePointer, amount: Money)
  /// End a charge that is not paid yet, or free what is authorized.
  case cancel(ChargePointer)
  /// Give money back.
  case refund(RefundRequest)
  /// What became of a refund.
  case refundStatus(RefundRequest)
  /// Send money to a bank account.
  case payout(PayoutOrder)
  /// What became of that.
  case payoutStatus(PayoutOrder)

  package var operation: ProviderOperation {
    switch self {
    case .charge: .charge
    case .status: .status
    case .capture: .capture
    case .cancel: .cancel
    case .refund: .refund
    case .refundStatus: .refundStatus
    case .payout: .payout
    case .payoutStatus: .payoutStatus
    }
  }
}

/// What calls are counted, limited and broken off by.
package enum ProviderOperation: String, Sendable, CaseIterable {
  case charge, status, capture, cancel, refund
  case refundStatus = "refund_status"
  case payout
  case payoutStatus = "payout_status"

  /// Whether it begins something new: only that is kept from a provider that fails.
  var isBeginning: Bool { self == .charge || self == .payout }
}

package struct Charge: Sendable, Hashable {
  /// At most 50 characters of `A–Z a–z 0–9 - _ ~ .`
  package var reference: Text
  /// Above zero.
  package var amount: Money
  package var method: PaymentMethod
  /// False: only authorize.
  package var capturesAtOnce: Bool
  package var expiresAt: Timestamp
  package var now: Timestamp
  package var description: Text?
  /// Where the customer's browser goes afterwards, for methods that leave the platform's own pages.
  package var returnURL: Text?
  package var items: [ChargeItem]

  package init(
    reference: Text, amount: Money, method: PaymentMethod, capturesAtOnce: Bool, expiresAt: Timestamp, now: Timestamp,
    description: Text? = nil, returnURL: Text? = nil, items: [ChargeItem] = []
  ) {
    self.reference = reference
    self.amount = amount
    self.method = method
    self.capturesAtOnce = capturesAtOnce
    self.expiresAt = expiresAt
    self.now = now
    self.description = description
    self.returnURL = returnURL
    self.items = items
  }
}

/// One line of what is bought. The sum of lines need not be the amount: an adapter whose provider insists adds a line for the difference.
package struct ChargeItem: Sendable, Hashable {
  package var name: Text
  /// Minor units for one; may be negative (a discount).
  package var price: Int64
  package var quantity: Int64

  package init(name: Text, price: Int64, quantity: Int64) {
    self.name = name
    self.price = price
    self.quantity = quantity
  }
}

/// A charge that was asked for before: by our reference, and by the provider's own where it is known.
package struct ChargePointer: Sendable, Hashable {
  package var reference: Text
  package var providerReference: Text?
  package var method: PaymentMethodType
  package var amount: Money
  /// Of a cancel: that it must not take back what was paid meanwhile.
  package var isOnlyUnpaid = false

  package init(reference: Text, providerReference: Text?, method: PaymentMethodType, amount: Money) {
    self.reference = reference
    self.providerReference = providerReference
    self.method = method
    self.amount = amount
  }
}

package struct RefundRequest: Sendable, Hashable {
  /// Ours, of the refund.
  package var reference: Text
  package var charge: ChargePointer
  package var amount: Money
  package var reason: Text?
  /// The provider's own, of a refund that it has accepted.
  package var providerReference: Text?

  package init(reference: Text, charge: ChargePointer, amount: Money, reason: Text? = nil, providerReference: Text? = nil) {
    self.reference = reference
    self.charge = charge
    self.amount = amount
    self.reason = reason
    self.providerReference = providerReference
  }
}

package struct PayoutOrder: Sendable, Hashable {
  /// Ours, of one transfer: the payout's id and, from its second transfer on, a number behind `separator`.
  package var reference: Text
  /// Above zero.
  package var amount: Money
  package var destination: BankAccount
  package var description: Text?
  /// The provider's own, of one that it has accepted.
  package var providerReference: Text?

  package static let separator = "~"

  package init(reference: Text, amount: Money, destination: BankAccount, description: Text? = nil) {
    self.reference = reference
    self.amount = amount
    self.destination = destination
    self.description = description
  }
}
