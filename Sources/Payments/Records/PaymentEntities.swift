package import LedgerCore

package enum MerchantEntity: Entity { package static let prefix: StaticString = "mch_" }
package enum WalletEntity: Entity { package static let prefix: StaticString = "wal_" }
package enum IntentEntity: Entity { package static let prefix: StaticString = "pi_" }
package enum PaymentEntity: Entity { package static let prefix: StaticString = "pay_" }
package enum AttemptEntity: Entity { package static let prefix: StaticString = "att_" }
package enum RefundEntity: Entity { package static let prefix: StaticString = "re_" }
package enum DeliveryEntity: Entity { package static let prefix: StaticString = "in_" }

package typealias MerchantID = ID<MerchantEntity>
package typealias WalletID = ID<WalletEntity>
package typealias IntentID = ID<IntentEntity>
package typealias PaymentID = ID<PaymentEntity>
package typealias AttemptID = ID<AttemptEntity>
package typealias RefundID = ID<RefundEntity>
package typealias DeliveryID = ID<DeliveryEntity>
