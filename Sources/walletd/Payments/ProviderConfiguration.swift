import Payments

/// What the configuration says of one tenant's payments.
struct PaymentConfiguration: Sendable {
  /// The tenant's code.
  var tenant: String
  var accounts: [Account] = []
  var routes: [ProviderRoute] = []
  var returnsFees = true
  var merchantDebt = MerchantDebt.refused

  /// Whether a merchant may come to owe what is given back for it.
  enum MerchantDebt: String, CaseIterable, Sendable { case refused, allowed }

  struct Account: Sendable {
    var provider: ProviderName
    /// Where its API is, without a slash at the end.
    var url: String
    /// Files that hold the key, and what webhooks are known by.
    var keyFile: String
    var tokenFiles: [String] = []
    /// Microseconds for one call.
    var timeout: Int64 = 10_000_000
  }
}
