import LedgerCore
import Tenancy
import WalletAPI

/// Opening accounts and changing what they may do.
extension WalletService {
  enum AccountVerb {
    case freeze, unfreeze, close, limit
  }

  func openAccount(_ call: TenantCall) throws(Problem) {
    let (key, fields) = try mutation(call.call, allowed: .opening, required: BodyFields(.currency))
    let opening = try fields.opening { "\($0.name)" }
    try allow(opening.currency, in: call.tenant, "currency")
    submit(call, Command(key: key, operation: .openAccount(opening)), .account, status: 201)
  }

  func changeAccount(_ call: TenantCall, _ verb: AccountVerb) throws(Problem) {
    let asked = try AccountReference(call.argument, param: "account")
    let (key, change) = try self.change(call, verb)
    let reference = try settle(asked, call)
    try submitRecorded(call, Command(key: key, operation: .changeAccount(reference, change)), .account, status: 200)
  }

  /// Throws where the tenant keeps only other currencies.
  func allow(_ currency: Currency, in tenant: Tenant, _ param: @autoclosure () -> String) throws(Problem) {
    let kept = tenant.settings.currencies
    guard kept.isEmpty || kept.contains("\(currency)") else {
      throw Problem(
        .currencyNotAllowed, "The tenant keeps accounts in \(kept.joined(separator: ", ")) only.", param: param(), allowed: kept)
    }
  }

  private func change(_ call: TenantCall, _ verb: AccountVerb) throws(Problem) -> (key: Text, change: AccountChange) {
    switch verb {
    case .freeze:
      let (key, fields) = try mutation(call.call, allowed: BodyFields(.sides), required: BodyFields(.sides))
      return (key, .freeze(fields.sides))
    case .unfreeze:
      let (key, fields) = try mutation(call.call, allowed: BodyFields(.sides), required: BodyFields(.sides))
      return (key, .unfreeze(fields.sides))
    case .close:
      return (try mutation(call.call, allowed: [], mayBeEmpty: true).key, .close)
    case .limit:
      let (key, fields) = try mutation(call.call, allowed: BodyFields(.limit), required: BodyFields(.limit))
      return (key, .setLimit(fields.limit))
    }
  }

  /// A code with a currency becomes the account's id, because a change names no currency. A code alone is left to the ledger,
  /// which refuses it when there are several.
  private func settle(_ reference: AccountReference, _ call: TenantCall) throws(Problem) -> AccountReference {
    guard let currency = try call.query.currency() else { return reference }
    switch call.ledger.account(reference, currency: currency) {
    case .found(let account): return .id(account.identity.id)
    case .notFound, .severalCurrencies: throw .noAccount("account")
    }
  }
}
