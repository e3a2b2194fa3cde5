/// Every bound of the ledger, with its unit.
package enum Limits {
  /// The highest sequence of a ledger: 40 bits, about 1.1 trillion rows.
  package static let highestSequence: Int64 = (1 << 40) - 1
  /// The highest value of any counter, and so of any amount, in minor units: 2^62 - 1. Sums and differences of two counters then fit
  /// 64 bits, so that no rule needs wider arithmetic.
  package static let highestCounter: Int64 = (1 << 62) - 1
  /// Accounts of one ledger.
  package static let highestAccount: Int32 = .max
  /// Postings of one transaction.
  package static let postingsPerTransaction = 1_000
  /// Items of one batch.
  package static let itemsPerBatch = 10_000
  /// Bytes of an idempotency key, of an account's code, of a reference, of metadata as JSON text.
  package static let keyBytes = 255
  package static let codeBytes = 128
  package static let referenceBytes = 255
  package static let metadataBytes = 8_192
  /// Bytes of a record's kind and state, of its name, of its body as JSON text.
  package static let recordWordBytes = 32
  package static let recordNameBytes = 255
  package static let recordBodyBytes = 65_536
  /// Members of metadata, and bytes of a member's name and value.
  package static let metadataMembers = 50
  package static let metadataNameBytes = 64
  package static let metadataValueBytes = 512
  /// Seconds until a hold expires: ten years.
  package static let holdSeconds: Int64 = 315_360_000
  /// Rows a page of a list may hold, and rows a query may look at before it hands back a cursor.
  package static let pageItems = 100
  package static let scannedRows = 50_000
}
