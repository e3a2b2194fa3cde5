import Tenancy

/// Words of the wire that people type: for suggestions and completion in rooms that know no tenancy.
package enum WireWords {
  /// The permissions a key can be narrowed to.
  package static let keyScopes = Permission.allCases.filter { $0.roles.contains(.platform) }.map { ($0.rawValue, $0.summary) }
  package static let auditActions = AuditAction.allCases.map(\.rawValue)

  /// How customers pay, and the states of what belongs to payments.
  package static let chargeMethods = PaymentShapes.methods
  package static let merchantStates = PaymentShapes.merchantStates
  package static let walletStates = PaymentShapes.walletStates
  package static let customerStates = WalletShapes.customerStates
  package static let monitorStates = WalletShapes.monitorStates
  package static let bonusStates = PaymentShapes.bonusStates
  package static let intentStates = PaymentShapes.intentStates
  package static let paymentStates = PaymentShapes.paymentStates
  package static let attemptStates = PaymentShapes.attemptStates
  package static let refundStates = PaymentShapes.refundStates
  package static let payoutStates = PayoutShapes.states
  package static let rails = PayoutShapes.rails
  package static let deliveryStates = PaymentShapes.deliveryStates
  package static let settlementStates = SettlementShapes.states
  package static let settlementItemStates = SettlementShapes.itemStates
  package static let settlementFormats = SettlementShapes.formats
  package static let providers = ProviderShapes.providers
  package static let jobStates = JobShapes.openStates
  package static let jobKinds = JobShapes.kinds
}
