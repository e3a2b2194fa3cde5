/// The bounds of requests as the document states them. The ledger enforces its own; a test holds the two together.
package enum WireLimits {
  /// The highest amount, in minor units: 2^62 - 1.
  package static let highestAmount: Int64 = (1 << 62) - 1
  /// Bytes, which for the characters that are allowed there is also their number.
  package static let keyLength = 255
  package static let codeLength = 128
  package static let referenceLength = 255
  package static let metadataMembers = 50
  package static let metadataNameLength = 64
  package static let metadataValueLength = 512
  package static let postingsPerTransaction = 1_000
  package static let itemsPerBatch = 10_000
  package static let holdSeconds: Int64 = 315_360_000
  package static let pageItems = 100
  package static let pageItemsByDefault = 20
  package static let tenantNameLength = 200
  package static let tenantCodeLength = 2...40
  package static let directoryLength = 1_024
  package static let tenantCurrencies = 64
  package static let keyNameLength = 100
  package static let reasonLength = 500
  package static let actorLength = 100
  /// Bytes of a list of event types.
  package static let eventTypesLength = 2_000
  /// Networks of one key.
  package static let keyAddresses = 32
  package static let requestsPerSecond: ClosedRange<Int64> = 1...1_000_000
  package static let concurrentRequests: ClosedRange<Int64> = 1...100_000
  package static let bodyBytes: ClosedRange<Int64> = 1_024...268_435_456
  package static let batchItems: ClosedRange<Int64> = 1...Int64(itemsPerBatch)
  package static let retentionDays: ClosedRange<Int64> = 0...36_525
  /// Seconds an old key goes on after its rotation, and what it is when nothing is said.
  package static let overlapSeconds: ClosedRange<Int64> = 0...2_592_000
  package static let overlapSecondsByDefault: Int64 = 86_400
  /// Seconds from now to a key's end: ten years at most.
  package static let keySeconds: ClosedRange<Int64> = 1...315_360_000
}

/// How ids, codes and keys are spelled.
package enum WirePattern {
  package static func id(_ prefix: String) -> String { "^\(prefix)_[0-7][0-9A-HJKMNP-TV-Z]{25}$" }

  package static let tenantID = id("ten")
  package static let accountID = id("acc")
  package static let transactionID = id("txn")
  package static let postingID = id("pst")
  package static let holdID = id("hold")
  package static let keyID = id("key")
  package static let tokenID = id("tok")
  package static let eventID = id("evt")
  /// Where a stream goes on: an event's id, and behind it the places in other files than the event's.
  package static let streamToken = "^evt_[0-7][0-9A-HJKMNP-TV-Z]{25}([.][0-9a-v]{1,8}[.][0-9a-v]{1,8})?$"
  package static let eventTypes = "^[a-z_]+[.]([a-z_]+|[*])(,[a-z_]+[.]([a-z_]+|[*]))*$"
  package static let requestID = "^[A-Za-z0-9._:-]{1,64}$"
  package static let currency = "^[A-Z]{3}$"
  package static let accountCode = "^[A-Za-z0-9][A-Za-z0-9:_.@/+#=~-]{0,127}$"
  package static let tenantCode = "^[a-z][a-z0-9-]{1,39}$"
  /// Letters of ASCII, visible or space, neither first nor last a space.
  package static let key = "^[!-~]([ -~]{0,253}[!-~])?$"
  package static let cursor = "^[a-z][0-9a-v]{1,26}$"
}
