/// What a merchant-presented code says: whom to pay, and how much. As EMV defines it, with what QRIS asks for besides where `isQRIS`.
///
/// Amounts are in minor units with two decimals, as in the code's own text: 1,000,000 for Rp10.000.
///
/// Source: EMV QRCPS, merchant-presented mode 1.1; Bank Indonesia's national standard for QR payments (QRIS MPM).
package struct MerchantCode: Sendable, Equatable {
  /// How often it may be paid.
  package enum Use: Sendable, Equatable {
    /// Any number of times: the sticker at the till.
    case `static`
    /// Once, for an amount.
    case dynamic
  }

  /// What the payer adds.
  package enum Tip: Sendable, Equatable {
    /// Whatever the payer's app is told.
    case asked
    case fixed(Int64)
    /// In hundredths of a percent: 500 is 5 %.
    case percent(Int)
  }

  /// Whom to pay, in one scheme's terms.
  package struct Account: Sendable, Equatable {
    /// 2 to 51: 26 to 45 are domestic acquirers, 51 is the national repository.
    package let tag: Int
    package let fields: [DataObject]

    package init(tag: Int, fields: [DataObject]) {
      self.tag = tag
      self.fields = fields
    }

    /// The scheme's or acquirer's domain, where the value is made of pieces.
    package var domain: String? { fields[tag: 0] }
    /// The merchant's number with this acquirer.
    package var merchantPAN: String? { fields[tag: 1] }
    package var merchantID: String? { fields[tag: 2] }
    /// The size of the business: UMI, UKE, UME, UBE, URE.
    package var criteria: String? { fields[tag: 3] }
  }

  /// What belongs to the payment besides its amount (tag 62).
  package struct Details: Sendable, Equatable {
    package var bill: String?
    package var store: String?
    package var reference: String?
    package var customer: String?
    package var terminal: String?
    package var purpose: String?
    /// All of tag 62 that has no name here, by tag.
    package var others: [DataObject] = []

    package init() {}
  }

  package var use: Use
  package var accounts: [Account]
  /// ISO 18245, four digits.
  package var category: String
  /// ISO 4217, three digits: 360 is the rupiah.
  package var currency: String
  package var amount: Int64?
  package var tip: Tip?
  /// ISO 3166, two letters.
  package var country: String
  package var merchantName: String
  package var city: String
  package var postalCode: String?
  package var details = Details()
  /// Root tags that have no name here, by tag: languages (64), other networks' (80 to 99).
  package var others: [DataObject] = []

  package init(
    use: Use, accounts: [Account], category: String, currency: String = MerchantCode.rupiah, amount: Int64? = nil,
    tip: Tip? = nil,
    country: String = MerchantCode.indonesia, merchantName: String, city: String, postalCode: String? = nil
  ) {
    self.use = use
    self.accounts = accounts
    self.category = category
    self.currency = currency
    self.amount = amount
    self.tip = tip
    self.country = country
    self.merchantName = merchantName
    self.city = city
    self.postalCode = postalCode
  }

  package static let rupiah = "360"
  package static let indonesia = "ID"
  /// The domain of the national repository of merchants, in tag 51.
  package static let nationalDomain = "ID.CO.QRIS.WWW"
  /// Characters of a code, at most.
  package static let longest = 512

  /// Whether it says that it is of the Indonesian standard.
  package var isQRIS: Bool { accounts.contains { $0.domain == MerchantCode.nationalDomain } }

  /// The merchant's national number.
  package var nationalMerchantID: String? { accounts.first { $0.domain == MerchantCode.nationalDomain }?.merchantID }
}
