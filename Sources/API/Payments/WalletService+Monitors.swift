import LedgerCore
import Payments
import WalletAPI

/// Balances that are watched.
extension WalletService {
  func createMonitor(_ call: TenantCall) throws(Problem) {
    let (key, asked) = try paymentBody(call) { (body) throws(Problem) in
      (
        wallet: try body.text("wallet", most: PaymentBody.nameBytes), account: try body.text("account", most: Limits.codeBytes),
        currency: try body.currency("currency"), direction: try body.choice("direction", BalanceMonitor.Direction.self),
        amount: try body.integer("amount", -Limits.highestCounter...Limits.highestCounter)
      )
    }
    guard let direction = asked.direction else { throw .missing("direction") }
    guard let amount = asked.amount else { throw .missing("amount") }
    let subject: CreateMonitor.Subject
    switch (asked.wallet, asked.account) {
    case (let wallet?, nil): subject = .wallet(wallet)
    case (nil, let name?):
      switch call.ledger.account(try AccountReference(name, param: "account"), currency: asked.currency) {
      case .found(let account): subject = .account(name, account.identity.number)
      case .notFound: throw .noAccount("account")
      case .severalCurrencies:
        throw Problem(.currencyRequired, "The code has accounts in several currencies; name the currency too.", param: "account")
      }
    case (nil, nil): throw .missing("wallet")
    case (_?, _?): throw Problem(.contradiction, "A monitor watches a wallet or an account, not both.", param: "account")
    }
    begin(call, CreateMonitor(subject, direction, amount: amount), key)
  }

  func removeMonitor(_ call: TenantCall) throws(Problem) {
    guard let monitor = MonitorID(call.argument) else { throw Problem(Rejection(.recordNotFound, FieldPath(.monitor))) }
    let (key, _) = try paymentBody(call, mayBeEmpty: true) { (_) throws(Problem) in }
    begin(call, RemoveMonitor(monitor), key, 200)
  }
}
