import LedgerCore

/// The accounts that payments keep (docs/concepts/payments.md), each opened in the commit that needs it first.
enum BookAccount {
  case clearing(ProviderName)
  case merchantPending(Text)
  case merchantAvailable(Text)
  /// What is held back of a merchant's money for a while.
  case merchantReserve(Text)
  /// What a merchant owes the platform: more than zero only while nothing of it is available.
  case merchantReceivable(Text)
  case wallet(Text)
  /// Bonuses of a wallet.
  case walletPromo(Text)
  /// What bonuses cost the platform.
  case promoCosts
  case paymentFees
  case refundsInTransit
  case suspense
  /// What is kept of what wallets send each other.
  case transferFees
  /// What a tenant has at a provider, of which payouts are made, and at a bank, by their statements.
  case providerBalance(ProviderName)
  case bank(Text)
  /// What providers keep of payments, and the tax on that.
  case providerCosts
  case inputTax
  /// Differences of settlements that a person has accepted.
  case writeOffs
  /// What was asked for and has not arrived.
  case payoutsInTransit
  case payoutFees
  /// The same of wallets.
  case withdrawalsInTransit
  case withdrawalFees

  var code: Text {
    switch self {
    case .clearing(let provider): Text("assets:psp:\(provider.rawValue):clearing")
    case .merchantPending(let reference): Text("liabilities:merchant:\(reference):pending")
    case .merchantAvailable(let reference): Text("liabilities:merchant:\(reference):available")
    case .merchantReserve(let reference): Text("liabilities:merchant:\(reference):reserve")
    case .merchantReceivable(let reference): Text("assets:merchant:\(reference):receivable")
    case .walletPromo(let reference): Text("liabilities:wallet:\(reference):promo")
    case .promoCosts: "expenses:promo"
    case .wallet(let reference): Text("liabilities:wallet:\(reference):available")
    case .paymentFees: "revenue:fee:payment"
    case .refundsInTransit: "liabilities:refund:intransit"
    case .suspense: "liabilities:suspense"
    case .transferFees: "revenue:fee:transfer"
    case .providerBalance(let provider): Text("assets:psp:\(provider.rawValue):balance")
    case .bank(let name): Text("assets:bank:\(name)")
    case .providerCosts: "expenses:psp:capture"
    case .inputTax: "assets:tax:vat_in"
    case .writeOffs: "expenses:recon:writeoff"
    case .payoutsInTransit: "liabilities:payout:intransit"
    case .payoutFees: "revenue:fee:payout"
    case .withdrawalsInTransit: "liabilities:withdrawal:intransit"
    case .withdrawalFees: "revenue:fee:withdrawal"
    }
  }

  /// The wallet whose own money is on an account of this code; nil where it is no such account.
  static func wallet(of code: Text) -> Text? {
    let (beginning, end): (StaticString, StaticString) = ("liabilities:wallet:", ":available")
    guard code.hasPrefix(beginning), code.count > beginning.utf8CodeUnitCount + end.utf8CodeUnitCount else { return nil }
    let name = code.withBytes { [UInt8]($0.dropFirst(beginning.utf8CodeUnitCount).dropLast(end.utf8CodeUnitCount)) }
    return BookAccount.wallet(Text(name)).code == code ? Text(name) : nil
  }

  private var accountClass: AccountClass {
    switch self {
    case .clearing, .merchantReceivable, .providerBalance, .bank, .inputTax: .asset
    case .paymentFees, .transferFees, .payoutFees, .withdrawalFees: .revenue
    case .promoCosts, .providerCosts, .writeOffs: .expense
    case .merchantPending, .merchantAvailable, .merchantReserve, .wallet, .walletPromo, .refundsInTransit, .suspense,
      .payoutsInTransit, .withdrawalsInTransit:
      .liability
    }
  }

  /// What may not go below zero says so to the ledger; clearing and fees go both ways.
  private var limit: BalanceLimit {
    switch self {
    case .clearing, .paymentFees, .transferFees, .promoCosts, .providerBalance, .bank, .inputTax, .providerCosts, .writeOffs,
      .payoutFees, .withdrawalFees:
      .none
    case .merchantPending, .merchantAvailable, .merchantReserve, .merchantReceivable, .wallet, .walletPromo, .refundsInTransit,
      .suspense, .payoutsInTransit, .withdrawalsInTransit:
      .noOverdraft
    }
  }

  /// How an account of this code and currency is opened.
  func opening(_ currency: Currency) -> AccountOpening {
    AccountOpening(code: code, currency: currency, accountClass: accountClass, limit: limit, managedBy: .payments)
  }
}

/// One leg of a recipe: "x → y" debits x and credits y.
struct Leg {
  let debit: BookAccount
  let credit: BookAccount
  let amount: Int64

  init(_ debit: BookAccount, _ credit: BookAccount, _ amount: Int64) {
    self.debit = debit
    self.credit = credit
    self.amount = amount
  }
}

extension RecordTransaction {
  /// What is available on an account; nothing on one that was never opened.
  func available(_ account: BookAccount, _ currency: Currency) -> Int64 {
    self.account(code: account.code, currency: currency)?.state.available ?? 0
  }

  /// Posts legs as one transaction, opening what is not there yet. Legs of nothing are not posted.
  @discardableResult func post(
    _ legs: [Leg], _ currency: Currency, reference: Text, by authority: Book.Authority
  ) throws -> [PostingRecord] {
    let postings = try postings(legs, currency)
    guard !postings.isEmpty else { return [] }
    return try perform(.transaction(postings, Details(reference: reference)), by: authority)
  }

  /// Reserves a leg; `seconds`: until it ends by itself.
  func hold(
    _ leg: Leg, _ currency: Currency, for seconds: Int64?, reference: Text, by authority: Book.Authority
  ) throws -> HoldID? {
    guard let posting = try postings([leg], currency).first else { return nil }
    return try perform(.placeHold(posting, expiresIn: seconds, Details(reference: reference)), by: authority).first?.hold
  }

  func postings(_ legs: [Leg], _ currency: Currency) throws -> [Posting] {
    let legs = legs.filter { $0.amount != 0 }
    for leg in legs {
      precondition(leg.amount > 0, "a leg moves something, and forward")
      for account in [leg.debit, leg.credit] { try open(account, currency) }
    }
    return legs.map {
      Posting(debit: .code($0.debit.code), credit: .code($0.credit.code), amount: $0.amount, currency: currency)
    }
  }

  func open(_ account: BookAccount, _ currency: Currency) throws {
    guard self.account(code: account.code, currency: currency) == nil else { return }
    try perform(.openAccount(account.opening(currency)), by: .payments)
  }
}
