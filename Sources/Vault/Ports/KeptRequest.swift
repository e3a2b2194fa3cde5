package import LedgerCore

/// A change of a payment method that was done under an idempotency key, as it lies in the file. The key that made a payment method lies with
/// its record.
package struct KeptRequest: Sendable, Equatable {
  /// What was asked for. The numbers are stored.
  package enum Act: Int64, Sendable, CaseIterable {
    case makeDefault = 1
    case delete = 2
  }

  package var key: String
  package var act: Act
  /// The number of the payment method.
  package var record: Int64
  package var at: Timestamp
  /// A keyed hash over all of the above, the tenant and the vault's tag (16 bytes).
  package var mark: [UInt8]

  package init(key: String, act: Act, record: Int64, at: Timestamp, mark: [UInt8]) {
    self.key = key
    self.act = act
    self.record = record
    self.at = at
    self.mark = mark
  }
}
