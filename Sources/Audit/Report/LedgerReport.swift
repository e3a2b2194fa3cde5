package import LedgerCore

/// What a ledger file that holds all its promises contains.
package struct LedgerReport: Equatable, Sendable {
  package let tenant: TenantID
  package let createdAt: Timestamp
  /// Rows of the four tables that are the truth.
  package internal(set) var postings: Int64 = 0
  package internal(set) var accountChanges: Int64 = 0
  package internal(set) var outcomes: Int64 = 0
  package internal(set) var recordChanges: Int64 = 0
  package internal(set) var accounts: Int64 = 0
  package internal(set) var openHolds: Int64 = 0
  package internal(set) var head: Head
  /// By currency code, in alphabetical order.
  package internal(set) var totals: [CurrencyTotals] = []
  /// Anchors that were held against the file and fit.
  package internal(set) var anchors: Int = 0
  package internal(set) var isIntegrityChecked = false

  init(tenant: TenantID, createdAt: Timestamp, head: Head) {
    self.tenant = tenant
    self.createdAt = createdAt
    self.head = head
  }

  package var rows: Int64 { postings + accountChanges + outcomes + recordChanges }

  /// How far a ledger had come: its last row, and the seal over everything up to it.
  package struct Head: Equatable, Sendable {
    package internal(set) var sequence: Int64 = 0
    package internal(set) var postedAt: Timestamp?
    package internal(set) var sealNumber: Int64 = 0
    package internal(set) var seal: [UInt8]

    package var sealText: String { Hex.text(seal) }
  }
}

/// The books of one currency, in minor units; sums need more than 64 bits.
package struct CurrencyTotals: Equatable, Sendable {
  package let currency: String
  package internal(set) var accounts: Int64 = 0
  package internal(set) var debitsPosted: Int128 = 0
  package internal(set) var creditsPosted: Int128 = 0
  package internal(set) var debitsPending: Int128 = 0
  package internal(set) var creditsPending: Int128 = 0
  package internal(set) var assets: Int128 = 0
  package internal(set) var liabilities: Int128 = 0
  package internal(set) var equity: Int128 = 0
  package internal(set) var revenue: Int128 = 0
  package internal(set) var expenses: Int128 = 0

  init(currency: String) { self.currency = currency }

  /// What assets and expenses come to: equal to `liabilitiesEquityAndRevenue` in books that balance.
  package var assetsAndExpenses: Int128 { assets + expenses }
  package var liabilitiesEquityAndRevenue: Int128 { liabilities + equity + revenue }
}

/// Lower-case hexadecimal, for seals and keys.
package enum Hex {
  package static func text(_ bytes: [UInt8]) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  /// Nil unless the text is pairs of hexadecimal digits.
  package static func bytes(_ text: String) -> [UInt8]? {
    let digits = text.utf8.map { Character(Unicode.Scalar($0)).hexDigitValue }
    guard digits.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = digits[index], let low = digits[index + 1] else { return nil }
      bytes.append(UInt8(high << 4 | low))
    }
    return bytes
  }
}
