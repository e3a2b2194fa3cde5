/// What an id stands for: its prefix on the wire.
package protocol Entity {
  static var prefix: StaticString { get }
}

package enum TenantEntity: Entity { package static let prefix: StaticString = "ten_" }
package enum AccountEntity: Entity { package static let prefix: StaticString = "acc_" }
package enum TransactionEntity: Entity { package static let prefix: StaticString = "txn_" }
package enum PostingEntity: Entity { package static let prefix: StaticString = "pst_" }
package enum HoldEntity: Entity { package static let prefix: StaticString = "hold_" }
package enum KeyEntity: Entity { package static let prefix: StaticString = "key_" }
package enum TokenEntity: Entity { package static let prefix: StaticString = "tok_" }
package enum RequestEntity: Entity { package static let prefix: StaticString = "req_" }

package enum MerchantEntity: Entity { package static let prefix: StaticString = "mch_" }
package enum WalletEntity: Entity { package static let prefix: StaticString = "wal_" }
package enum IntentEntity: Entity { package static let prefix: StaticString = "pi_" }
package enum PaymentEntity: Entity { package static let prefix: StaticString = "pay_" }
package enum AttemptEntity: Entity { package static let prefix: StaticString = "att_" }
package enum RefundEntity: Entity { package static let prefix: StaticString = "re_" }
package enum DeliveryEntity: Entity { package static let prefix: StaticString = "in_" }
package enum BonusEntity: Entity { package static let prefix: StaticString = "bon_" }
package enum ProviderAccountEntity: Entity { package static let prefix: StaticString = "psp_" }
package enum PaymentSettingsEntity: Entity { package static let prefix: StaticString = "pset_" }
package enum ProviderSecretEntity: Entity { package static let prefix: StaticString = "sec_" }
package enum CustomerEntity: Entity { package static let prefix: StaticString = "cus_" }
package enum MonitorEntity: Entity { package static let prefix: StaticString = "mon_" }
package enum SettlementEntity: Entity { package static let prefix: StaticString = "stl_" }
package enum SettlementItemEntity: Entity { package static let prefix: StaticString = "sti_" }
package enum PayoutEntity: Entity { package static let prefix: StaticString = "po_" }
/// A record that somebody has to look at: the same address under another name.
package enum JobEntity: Entity { package static let prefix: StaticString = "job_" }

package typealias TenantID = ID<TenantEntity>
package typealias AccountID = ID<AccountEntity>
package typealias TransactionID = ID<TransactionEntity>
package typealias PostingID = ID<PostingEntity>
package typealias HoldID = ID<HoldEntity>
package typealias KeyID = ID<KeyEntity>
package typealias TokenID = ID<TokenEntity>
package typealias RequestID = ID<RequestEntity>
package typealias MerchantID = ID<MerchantEntity>
package typealias WalletID = ID<WalletEntity>
package typealias IntentID = ID<IntentEntity>
package typealias PaymentID = ID<PaymentEntity>
package typealias AttemptID = ID<AttemptEntity>
package typealias RefundID = ID<RefundEntity>
package typealias DeliveryID = ID<DeliveryEntity>
package typealias BonusID = ID<BonusEntity>
package typealias ProviderSecretID = ID<ProviderSecretEntity>
package typealias CustomerID = ID<CustomerEntity>
package typealias MonitorID = ID<MonitorEntity>
package typealias SettlementID = ID<SettlementEntity>
package typealias SettlementItemID = ID<SettlementItemEntity>
package typealias JobID = ID<JobEntity>
package typealias PayoutID = ID<PayoutEntity>

/// A 128-bit, time-ordered id that knows what it names.
///
/// The high 64 bits are a time in microseconds. Inside a ledger the low 64 bits are the ledger's 24-bit tag and a 40-bit
/// number (a row's sequence, or an account's number): an id is the address of its row, so that finding a row by its id needs
/// no index, and an id of another tenant is recognised as foreign (docs/adr/0003-ids-are-addresses.md).
/// On the wire: the prefix and 26 characters of Crockford's base 32.
package struct ID<E: Entity>: Hashable, Sendable {
  package let rawValue: UInt128

  package init(rawValue: UInt128) { self.rawValue = rawValue }

  /// An id made of a time and 64 further bits, random where the id is no address.
  package init(time: Timestamp, low: UInt64) {
    rawValue = UInt128(UInt64(bitPattern: time.microseconds)) << 64 | UInt128(low)
  }

  /// The address of a row: when it was made, in which ledger, and its number there. Traps above 40 bits.
  package init(time: Timestamp, tag: LedgerTag, number: Int64) {
    precondition(number >= 0 && number <= Limits.highestSequence, "a row number has 40 bits")
    self.init(time: time, low: UInt64(tag.rawValue) << 40 | UInt64(number))
  }

  package var time: Timestamp { Timestamp(microseconds: Int64(bitPattern: UInt64(truncatingIfNeeded: rawValue >> 64))) }
  package var low: UInt64 { UInt64(truncatingIfNeeded: rawValue) }
  package var tag: LedgerTag { LedgerTag(rawValue: UInt32(truncatingIfNeeded: low >> 40)) }
  package var number: Int64 { Int64(low & 0xff_ffff_ffff) }
}

/// 24 random bits that tell one tenant's ids from another's.
package struct LedgerTag: Hashable, Sendable {
  package let rawValue: UInt32

  package init(rawValue: UInt32) { self.rawValue = rawValue & 0xff_ffff }
}
