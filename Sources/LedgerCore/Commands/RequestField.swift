/// The fields of requests, by the names they have on the wire. Their numbers are stored in fingerprints: never renumber.
package enum RequestField: UInt8, Sendable, CaseIterable {
  case operation = 1
  case debit = 2
  case credit = 3
  case amount = 4
  case currency = 5
  case balancing = 6
  case reference = 7
  case effectiveAt = 8
  case metadata = 9
  case expiresIn = 10
  case hold = 11
  case isFinal = 12
  case transaction = 13
  case code = 14
  case accountClass = 15
  case limit = 16
  case managedBy = 17
  case account = 18
  case change = 19
  case atomic = 20
  case items = 21
  /// Not a field: where the next posting of a list begins.
  case nextPosting = 22
  // Of payments.
  case intent = 23
  case payment = 24
  case merchant = 25
  case customer = 26
  case wallet = 27
  case name = 28
  case paymentMethod = 29
  case captureMethod = 30
  case description = 31
  case returnURL = 32
  case reason = 33
  case feePercent = 34
  case feeFixed = 35
  case settlementDays = 36
  case status = 37
  case routes = 38
  case provider = 39
  case url = 40
  case timeout = 41
  case apiKey = 42
  case secret = 43
  case returnsFees = 44
  case job = 45
  case delivery = 46
  case expiresAt = 47
  case merchantDebt = 48
  // Of wallets and customers.
  case to = 49
  case transferFee = 50
  case tiers = 51
  case utcOffset = 52
  case tier = 53
  case direction = 54
  case monitor = 55
  // Of payouts.
  case payout = 59
  case bankCode = 60
  case accountNumber = 61
  case accountHolder = 62
  case rail = 63
  case whenClosed = 64
  case payoutApprovalAbove = 65
  case payoutMinimum = 66
  case payoutFeePercent = 67
  case payoutFeeFixed = 68
  case payoutFeeCurrency = 69
  // Of merchants' terms and settlements.
  case fees = 71
  case reservePercent = 72
  case reserveDays = 73
  case calendar = 74
  case settlement = 75
  case bank = 76
  case paid = 77
  case report = 78
  case writeOffLimit = 79

  package var name: StaticString {
    switch self {
    case .operation: "operation"
    case .debit: "debit"
    case .credit: "credit"
    case .amount: "amount"
    case .currency: "currency"
    case .balancing: "balancing"
    case .reference: "reference"
    case .effectiveAt: "effective_at"
    case .metadata: "metadata"
    case .expiresIn: "expires_in"
    case .hold: "hold"
    case .isFinal: "final"
    case .transaction: "transaction"
    case .code: "code"
    case .accountClass: "class"
    case .limit: "limit"
    case .managedBy: "managed_by"
    case .account: "account"
    case .change: "change"
    case .atomic: "atomic"
    case .items: "items"
    case .nextPosting: "postings"
    case .intent: "payment_intent"
    case .payment: "payment"
    case .merchant: "merchant_id"
    case .customer: "customer_id"
    case .wallet: "wallet_id"
    case .name: "name"
    case .paymentMethod: "payment_method"
    case .captureMethod: "capture_method"
    case .description: "description"
    case .returnURL: "return_url"
    case .reason: "reason"
    case .feePercent: "fee_percent"
    case .feeFixed: "fee_fixed"
    case .settlementDays: "settlement_days"
    case .status: "status"
    case .routes: "routes"
    case .provider: "provider"
    case .url: "url"
    case .timeout: "timeout_ms"
    case .apiKey: "api_key"
    case .secret: "secret"
    case .returnsFees: "returns_fees"
    case .job: "job"
    case .delivery: "delivery"
    case .expiresAt: "expires_at"
    case .merchantDebt: "merchant_debt"
    case .to: "to"
    case .transferFee: "transfer_fee"
    case .tiers: "kyc_tiers"
    case .utcOffset: "utc_offset"
    case .tier: "kyc_tier"
    case .direction: "direction"
    case .monitor: "monitor"
    case .fees: "fees"
    case .reservePercent: "reserve_percent"
    case .reserveDays: "reserve_days"
    case .calendar: "calendar"
    case .settlement: "settlement"
    case .bank: "bank"
    case .paid: "paid"
    case .report: "report"
    case .writeOffLimit: "write_off_limit"
    case .payout: "payout"
    case .bankCode: "bank_code"
    case .accountNumber: "account_number"
    case .accountHolder: "account_holder"
    case .rail: "rail"
    case .whenClosed: "when_closed"
    case .payoutApprovalAbove: "payout_approval_above"
    case .payoutMinimum: "payout_minimum"
    case .payoutFeePercent: "payout_fee_percent"
    case .payoutFeeFixed: "payout_fee_fixed"
    case .payoutFeeCurrency: "payout_fee_currency"
    }
  }
}

/// Where in a request something is: a field, and in which posting of a list (from 0; nil outside of lists). With `items`, which
/// item of a batch.
package struct FieldPath: Hashable, Sendable {
  package let field: RequestField
  package let posting: Int?

  package init(_ field: RequestField, posting: Int? = nil) {
    self.field = field
    self.posting = posting
  }

  /// `amount`, or `postings[2].amount`.
  package var text: String {
    guard let posting else { return "\(field.name)" }
    if field == .items { return "items[\(posting)]" }
    return field == .nextPosting ? "postings[\(posting)]" : "postings[\(posting)].\(field.name)"
  }
}
