import LedgerCore
import Payments

/// The only currency that the providers here are asked for. The ledger counts sen; providers count rupiah, and there is no coin of a sen:
/// what is no whole rupiah is refused before anything is sent.
enum Rupiah {
  static let currency: Currency = {
    guard let rupiah = Currency("IDR") else { preconditionFailure("ISO 4217 lists the rupiah") }
    return rupiah
  }()

  /// The most that Bank Indonesia lets one QRIS payment be: Rp10,000,000.
  static let mostByQRIS: Int64 = 10_000_000

  /// Above zero, in whole rupiah. Throws `unsupported` for any other amount.
  static func whole(_ money: Money) throws(ProviderRefusal) -> Int64 {
    guard money.currency == currency else { throw ProviderRefusal(.unsupported, "only IDR is taken") }
    guard money.amount > 0 else { throw ProviderRefusal(.unsupported, "an amount is above zero") }
    guard money.amount % currency.minorUnitsPerMajor == 0 else {
      throw ProviderRefusal(.unsupported, "an amount is of whole rupiah, without sen")
    }
    return money.amount / currency.minorUnitsPerMajor
  }
}
