import LedgerCore
import Testing

/// What a key is bound to: the parsed fields of its request, one by one, so that a mismatch can name the first that differs.
@Suite struct `The fields of a request` {
  struct Collector: RequestFieldVisitor {
    var fields: [Field] = []

    struct Field: Equatable {
      let field: RequestField
      let bytes: [UInt8]
    }

    mutating func visit(_ field: RequestField, _ bytes: UnsafeRawBufferPointer) {
      fields.append(Field(field: field, bytes: Array(bytes)))
    }
  }

  static let accounts = """
    open bank  IDR asset     none → opened
    open alice IDR liability none → opened
    hold bank alice 5 as=h        → held 5
    hold bank alice 5 as=g        → held 5
    """

  /// The names of the fields in which two requests differ, first difference first.
  static func difference(_ first: String, _ second: String) throws -> String {
    let scene = try Scene(accounts)
    var (one, two) = (Collector(), Collector())
    try scene.operation(of: Line(first + " → -")).visitFields(&one)
    try scene.operation(of: Line(second + " → -")).visitFields(&two)
    let (left, right) = (one.fields, two.fields)
    for index in 0..<max(left.count, right.count) {
      guard index < left.count else { return "\(right[index].field.name)" }
      guard index < right.count else { return "\(left[index].field.name)" }
      guard left[index] != right[index] else { continue }
      // Of two different fields, the one that the other request does not have.
      let isOnlyLeft = !right[index...].contains { $0.field == left[index].field }
      return "\(isOnlyLeft || left[index].field == right[index].field ? left[index].field.name : right[index].field.name)"
    }
    return "-"
  }

  @Test(
    arguments: [
      ("transfer bank alice 5", "transfer bank alice 5", "-"),
      ("transfer bank alice 5", "transaction bank alice 5", "operation"),
      ("transfer bank alice 5", "hold bank alice 5", "operation"),
      ("transfer bank alice 5", "transfer #bank alice 5", "debit"),
      ("transfer bank alice 5", "transfer bank bank 5", "credit"),
      ("transfer bank alice 5", "transfer bank alice 6", "amount"),
      ("transfer bank alice 5", "transfer bank alice 5 IDR", "currency"),
      ("transfer bank alice 5 IDR", "transfer bank alice 5 USD", "currency"),
      ("transfer bank alice 5 IDR", "transfer bank alice 5 IDR balancing-debit", "balancing"),
      ("transfer bank alice 5", "transfer bank alice 5 reference=r", "reference"),
      ("transfer bank alice 5 reference=r", "transfer bank alice 5 reference=s", "reference"),
      ("transfer bank alice 5", "transfer bank alice 5 effective=now", "effective_at"),
      ("transfer bank alice 5 effective=now", "transfer bank alice 5 effective=now-1us", "effective_at"),
      ("transaction bank alice 5", "transaction bank alice 5, bank alice 5", "postings"),
      ("transaction bank alice 5, bank alice 5", "transaction bank alice 5, bank alice 6", "amount"),
      ("hold bank alice 5", "hold bank alice 5 expires_in=9", "expires_in"),
      ("hold bank alice 5 expires_in=9", "hold bank alice 5 expires_in=8", "expires_in"),
      ("capture h 5", "capture g 5", "hold"),
      ("capture h 5", "capture h 4", "amount"),
      ("capture h 5", "capture h rest", "amount"),
      ("capture h 5", "capture h 5 final=yes", "final"),
      ("capture h 5", "capture h 5, bank alice 1", "postings"),
      ("release h", "release g", "hold"),
      ("reverse h", "reverse g", "transaction"),
      ("open a IDR asset none", "open b IDR asset none", "code"),
      ("open a IDR asset none", "open - IDR asset none", "code"),
      ("open a IDR asset none", "open a USD asset none", "currency"),
      ("open a IDR asset none", "open a IDR equity none", "class"),
      ("open a IDR asset none", "open a IDR asset no_overdraft", "limit"),
      ("open a IDR asset 0", "open a IDR asset no_overdraft", "-"),
      ("open a IDR asset none", "open a IDR asset none managed_by=payments", "managed_by"),
      ("freeze bank debits", "freeze alice debits", "account"),
      ("freeze bank debits", "freeze bank both", "change"),
      ("freeze bank debits", "unfreeze bank debits", "change"),
      ("limit bank none", "limit bank -5", "limit"),
      ("limit bank none", "close bank", "change"),
    ])
  func `differ where the requests differ, and nowhere else`(first: String, second: String, field: String) throws {
    #expect(try `The fields of a request`.difference(first, second) == field)
    #expect(try `The fields of a request`.difference(second, first) == field)
  }

  @Test func `have numbers that are never given anew, because they are stored`() {
    let numbers = RequestField.allCases.map { "\($0.rawValue) \($0.name)" }
    #expect(
      numbers == [
        "1 operation", "2 debit", "3 credit", "4 amount", "5 currency", "6 balancing", "7 reference", "8 effective_at",
        "9 metadata", "10 expires_in", "11 hold", "12 final", "13 transaction", "14 code", "15 class", "16 limit",
        "17 managed_by", "18 account", "19 change", "20 atomic", "21 items", "22 postings", "23 payment_intent",
        "24 payment", "25 merchant_id", "26 customer_id", "27 wallet_id", "28 name", "29 payment_method",
        "30 capture_method", "31 description", "32 return_url", "33 reason", "34 fee_percent", "35 fee_fixed",
        "36 settlement_days", "37 status", "38 routes", "39 provider", "40 url", "41 timeout_ms", "42 api_key", "43 secret",
        "44 returns_fees", "45 job", "46 delivery", "47 expires_at", "48 merchant_debt", "49 to", "50 transfer_fee",
        "51 kyc_tiers", "52 utc_offset", "53 kyc_tier", "54 direction", "55 monitor", "59 payout", "60 bank_code",
        "61 account_number", "62 account_holder", "63 rail", "64 when_closed", "65 payout_approval_above",
        "66 payout_minimum", "67 payout_fee_percent", "68 payout_fee_fixed", "69 payout_fee_currency", "71 fees",
        "72 reserve_percent", "73 reserve_days", "74 calendar", "75 settlement", "76 bank", "77 paid", "78 report",
        "79 write_off_limit",
      ])
    #expect(
      OperationKind.allCases.map { "\($0.rawValue) \($0)" } == [
        "1 transfer", "2 transaction", "3 placeHold", "4 captureHold", "5 releaseHold", "6 reverse", "7 openAccount",
        "8 changeAccount", "9 batch", "10 createMerchant", "11 changeMerchant", "12 createWallet", "13 createIntent",
        "14 confirmIntent", "15 cancelIntent", "16 capturePayment", "17 voidPayment", "18 refundPayment", "19 grantBonus",
        "20 setProviders", "21 housekeeping", "22 retryJob", "23 cancelJob", "24 replayDelivery",
        "25 transferBetweenWallets", "26 changeWallet", "27 createCustomer", "28 changeCustomer", "29 createMonitor",
        "30 removeMonitor", "32 requestPayout", "33 approvePayout", "34 cancelPayout", "42 createSettlement",
        "43 acceptSettlement",
      ])
    #expect(PostingKind.allCases.map { "\($0.rawValue) \($0)" } == ["1 post", "2 hold", "3 capture", "4 release", "5 expiry"])
  }

  @Test func `are named by their place in the request`() {
    #expect(FieldPath(.amount).text == "amount")
    #expect(FieldPath(.amount, posting: 2).text == "postings[2].amount")
    #expect(FieldPath(.nextPosting, posting: 2).text == "postings[2]")
    #expect(FieldPath(.isFinal).text == "final")
  }

  @Test func `of a batch are its shape`() {
    func fields(_ batch: Batch) -> [Collector.Field] {
      var collector = Collector()
      batch.visitFields(&collector)
      return collector.fields
    }
    let item = Command(key: "k", operation: .releaseHold(HoldID(rawValue: 0), Details()))
    let one = fields(Batch(key: "b", isAtomic: false, items: [item]))
    #expect(one == fields(Batch(key: "b", isAtomic: false, items: [item])))
    #expect(one != fields(Batch(key: "b", isAtomic: true, items: [item])))
    #expect(one != fields(Batch(key: "b", isAtomic: false, items: [item, item])))
  }

  @Test func `every rejection has its place on the ladder, highest first`() {
    #expect(
      RejectionCode.allCases.map(\.rawValue) == [
        "hold_not_found", "transaction_not_found", "merchant_not_found", "wallet_not_found", "payment_intent_not_found",
        "payment_not_found", "provider_not_found", "provider_secret_not_found", "job_not_found", "record_not_found",
        "customer_not_found", "kyc_tier_not_found", "settlement_not_found", "payout_not_found", "effective_at_in_future",
        "account_not_found", "currency_required", "same_account", "currency_mismatch", "code_reserved", "code_taken",
        "name_taken", "provider_incomplete", "method_required", "method_unsupported", "expiry_passed",
        "destination_required", "destination_invalid", "payout_unsupported", "payout_below_minimum", "rail_unsupported",
        "party_closed", "party_suspended", "too_many_bonuses", "too_many_wallets", "wallet_not_empty",
        "payment_intent_wrong_state", "payment_wrong_state", "provider_secret_in_use", "provider_secrets_full",
        "job_wrong_state", "job_not_cancellable", "settlement_wrong_state", "record_unreadable", "payout_wrong_state",
        "payout_self_approval", "rail_closed", "account_managed", "account_closed", "account_frozen", "account_not_empty",
        "hold_captured", "hold_released", "hold_expired", "capture_above_remaining", "capture_above_authorized",
        "refund_above_captured", "write_off_above_limit", "already_reversed", "not_reversible", "amount_overflow",
        "insufficient_funds", "limit_exceeded", "transaction_limit_exceeded", "balance_limit_exceeded",
        "outflow_limit_exceeded", "inflow_limit_exceeded", "linked_event_failed",
      ])
  }
}
