import QRIS

/// The codes that customers scan: real ones, of a merchant that there is not.
enum MerchantCodes {
  /// - Parameters:
  ///   - amount: in minor units of the rupiah; nil for a code that may be paid any number of times.
  ///   - reference: at most 25 characters; makes the code unlike all others.
  static func text(_ provider: Provider, amount: Int64?, reference: String) throws(CodeProblem) -> String {
    let (domain, number) =
      switch provider {
      case .midtrans: ("COM.MIDTRANS-SIM.WWW", "936009990000000017")
      case .xendit: ("COM.XENDIT-SIM.WWW", "936009980000000025")
      }
    let accounts = [
      account(26, domain, (1, number), (2, "000000000000001"), (3, "UMI")),
      account(51, MerchantCode.nationalDomain, (2, "ID1020000000001"), (3, "UMI")),
    ]
    var code = MerchantCode(
      use: amount == nil ? .static : .dynamic, accounts: accounts, category: "5812", amount: amount,
      merchantName: "WARUNG CONTOH",
      city: "JAKARTA", postalCode: "10110")
    code.details.reference = reference
    code.details.terminal = "A01"
    return try code.text()
  }

  private static func account(_ tag: Int, _ domain: String, _ fields: (Int, String)...) -> MerchantCode.Account {
    MerchantCode.Account(tag: tag, fields: [DataObject(0, domain)] + fields.map { DataObject($0.0, $0.1) })
  }
}
