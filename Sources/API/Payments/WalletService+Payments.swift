import HTTPServer
import JSON
import LedgerCore
import Payments
import Tenancy
import WalletAPI

/// Payments: who is paid, what is to be paid, and what becomes of it.
extension WalletService {
  // MARK: Intents

  func createIntent(_ call: TenantCall) throws(Problem) {
    let (key, work) = try paymentBody(call) { (body) throws(Problem) in
      let (merchant, wallet) = (
        try body.text("merchant_id", most: PaymentBody.nameBytes), try body.text("wallet_id", most: PaymentBody.nameBytes)
      )
      let payee: PayeeReference
      switch (merchant, wallet) {
      case (let name?, nil): payee = .merchant(name)
      case (nil, let name?): payee = .wallet(name)
      case (nil, nil): throw .missing("merchant_id")
      case (_?, _?):
        throw Problem(.contradiction, "An intent pays a merchant or tops up a wallet, not both.", param: "wallet_id")
      }
      guard let amount = try body.amount("amount") else { throw .missing("amount") }
      guard let currency = try body.currency("currency") else { throw .missing("currency") }
      var work = CreateIntent(payee: payee, amount: Money(amount, currency))
      work.customer = try body.text("customer_id", most: Limits.referenceBytes)
      work.method = try body.method()
      work.captureMethod = try body.choice("capture_method", CaptureMethod.self) ?? .automatic
      work.reference = try body.text("reference", most: Limits.referenceBytes)
      work.description = try body.text("description", most: Limits.referenceBytes)
      work.returnURL = try body.text("return_url", most: 2_048)
      work.items = try body.items()
      work.expiresIn = try body.integer("expires_in", 60...2_592_000) ?? CreateIntent.defaultExpiry
      work.metadata = try body.metadata()
      return work
    }
    try allow(work.amount.currency, in: call.tenant, "currency")
    begin(call, work, key)
  }

  func confirmIntent(_ call: TenantCall) throws(Problem) {
    guard let intent = IntentID(call.argument) else { throw Problem(Rejection(.intentNotFound, FieldPath(.intent))) }
    let (key, method) = try paymentBody(call, mayBeEmpty: true) { (body) throws(Problem) in try body.method() }
    let confirm: @Sendable (ProviderSetup) -> Void = { [self] setup in
      desk.confirm(intent, method, key, call.tenant.id, setup, call.ledger, answer: replying(call, 200, confirming: true))
    }
    if case .wallet = method { return confirm(.none) }
    providers.ready(call.tenant.id) { [self] result in
      do throws(Problem) {
        let setup = try result.get()
        guard setup.accounts.contains(where: \.isActive) else {
          throw Problem(
            .paymentsNotSetUp, "This tenant has no account at a payment provider that takes charges; an administrator sets one.")
        }
        confirm(setup)
      } catch {
        // A wallet pays without any provider.
        ifPaidByWallet(intent, call, method, otherwise: error) { confirm(.none) }
      }
    }
  }

  /// Goes on where the intent itself names a wallet that pays.
  private func ifPaidByWallet(
    _ intent: IntentID, _ call: TenantCall, _ method: WayToPay?, otherwise problem: Problem, then: @escaping @Sendable () -> Void
  ) {
    guard method == nil else { return call.exchange.refuse(problem) }
    do throws(Problem) {
      try onWorker(call.exchange) { () throws(Problem) in
        let found = try WalletService.reading { () throws in try call.ledger.find(intent, Intent.self) }
        guard case .wallet? = found?.value.method else { throw problem }
        then()
      }
    } catch { call.exchange.refuse(error) }
  }

  func cancelIntent(_ call: TenantCall) throws(Problem) {
    guard let intent = IntentID(call.argument) else { throw Problem(Rejection(.intentNotFound, FieldPath(.intent))) }
    let (key, _) = try paymentBody(call, mayBeEmpty: true) { (_) throws(Problem) in }
    ask(call, CancelIntent(intent), key)
  }

  // MARK: Payments

  func capturePayment(_ call: TenantCall) throws(Problem) {
    let payment = try payment(call)
    let (key, asked) = try paymentBody(call, mayBeEmpty: true) { (body) throws(Problem) in
      (try body.amount("amount"), try body.flag("final") ?? true)
    }
    ask(call, CapturePayment(payment, amount: asked.0, isFinal: asked.1), key)
  }

  func voidPayment(_ call: TenantCall) throws(Problem) {
    let payment = try payment(call)
    let (key, _) = try paymentBody(call, mayBeEmpty: true) { (_) throws(Problem) in }
    ask(call, CancelIntent(voiding: payment), key)
  }

  func refundPayment(_ call: TenantCall) throws(Problem) {
    let payment = try payment(call)
    let (key, asked) = try paymentBody(call, mayBeEmpty: true) { (body) throws(Problem) in
      (try body.amount("amount"), try body.text("reason", most: Limits.referenceBytes))
    }
    reach(call) { [self] (setup) in
      desk.refund(
        payment, amount: asked.0, reason: asked.1, key, call.tenant.id, setup, call.ledger, answer: replying(call, 201))
    }
  }

  private func payment(_ call: TenantCall) throws(Problem) -> PaymentID {
    guard let payment = PaymentID(call.argument) else { throw Problem(Rejection(.paymentNotFound, FieldPath(.payment))) }
    return payment
  }

  // MARK: Looking

  /// Shows one record of a kind, by its id or, where it has one, by the platform's own name.
  func getPaymentRecord<R: PaymentRecord>(_ call: TenantCall, _ type: R.Type, _ missing: ProblemCode) throws(Problem) {
    let argument = call.argument
    try onWorker(call.exchange) { () throws(Problem) in
      let ledger = call.ledger
      let found: RecordChange? = try WalletService.reading { () throws in
        if let id = argument.withBytes({ ID<R.E>($0) }) { return try ledger.find(id, R.self)?.change }
        return try ledger.record(named: argument, kind: R.kind)
      }
      guard let found else { throw Problem(missing, "This tenant has no such \(R.kind).") }
      var writer = JSONWriter(capacity: 1_024)
      try WalletService.reading { () throws in try PaymentRendering(ledger, isWhole: true).write(found, to: &writer) }
      call.exchange.reply(200, "application/json", writer.bytes)
    }
  }

  func listPaymentRecords<R: PaymentRecord>(
    _ call: TenantCall, _ type: R.Type, of parents: ParentFilter...
  ) throws(Problem) where R.State: CaseIterable {
    var query = RecordQuery(kind: R.kind)
    query.state = try call.query.choice("status", R.State.self).map { Text($0.rawValue) }
    let cursor = try call.query.sequence(.records)
    let limit = try call.query.limit()
    let unfiltered = query
    try onWorker(call.exchange) { () throws(Problem) in
      let ledger = call.ledger
      var asked = unfiltered
      for parent in parents {
        if let name = call.query[parent.parameter] { asked.parent = try parent.number(name, ledger) }
      }
      let page = try asking { () throws(LedgerFailure) in try ledger.records(asked, before: cursor, limit: limit) }
      var writer = JSONWriter(capacity: 512 * (page.items.count + 1))
      var failure: Problem?
      ListRendering.write(page.items, next: page.next.map { PageCursor(.records, $0) }, to: &writer) { change, writer in
        do { try PaymentRendering(ledger).write(change, to: &writer) } catch { failure = .unreadable(error) }
      }
      if let failure { throw failure }
      call.exchange.reply(200, "application/json", writer.bytes)
    }
  }

  /// A parameter of a list that names the record whose own are wanted.
  struct ParentFilter: Sendable {
    let parameter: String
    fileprivate let number: @Sendable (Text, any Ledger) throws(Problem) -> Int64

    /// Numbers are counted in each tenant: one of another tenant's ids must be found first, so that it finds nothing here.
    static func of<P: PaymentRecord>(_ parameter: String, _ type: P.Type, _ missing: ProblemCode) -> ParentFilter {
      ParentFilter(parameter: parameter) { (name, ledger) throws(Problem) in
        guard let id = name.withBytes({ ID<P.E>($0) }) else {
          throw Problem(.invalidID, "The parameter '\(parameter)' is no id.", param: parameter)
        }
        let found = try WalletService.reading { () throws in try ledger.find(id, P.self) }
        guard let found else { throw Problem(missing, "This tenant has no such \(P.kind).", param: parameter) }
        return found.number
      }
    }
  }

  // MARK: The way there and back

  func paymentBody<R>(
    _ call: TenantCall, mayBeEmpty: Bool = false, _ read: (inout PaymentBody) throws(Problem) -> R
  ) throws(Problem) -> (key: Text, R) {
    let request = call.call.request
    try refuseMediaType(request)
    let header = try IdempotencyKey.inHeader(request)
    var body = try PaymentBody(request.body, mayBeEmpty: mayBeEmpty)
    let asked = try read(&body)
    try body.end()
    return (try IdempotencyKey.choose(header: header, body: body.key), asked)
  }

  /// Work that asks no provider.
  func begin(_ call: TenantCall, _ work: any RecordWork, _ key: Text, _ status: UInt16 = 201) {
    desk.begin(work, key, call.tenant.id, call.ledger, answer: replying(call, status))
  }

  /// Work about what a provider may have.
  private func ask(_ call: TenantCall, _ work: any RecordWork, _ key: Text) {
    reach(call) { [self] _ in desk.begin(work, key, call.tenant.id, call.ledger, answer: replying(call, 200)) }
  }

  /// Goes on when it is known whom to ask. While that cannot be known (the vault is sealed) nothing is begun.
  func reach(_ call: TenantCall, _ body: @escaping @Sendable (ProviderSetup) throws(Problem) -> Void) {
    providers.ready(call.tenant.id) { result in
      do throws(Problem) { try body(try result.get()) } catch { call.exchange.refuse(error) }
    }
  }

  private func replying(
    _ call: TenantCall, _ status: UInt16, confirming: Bool = false
  ) -> @Sendable (DeskReply) -> Void {
    { [self] reply in show(reply, status, confirming: confirming, call.exchange, call.ledger) }
  }

  func show(_ reply: DeskReply, _ status: UInt16, confirming: Bool, _ exchange: Exchange, _ ledger: any Ledger) {
    switch reply {
    case .settled(let change, let isReplay):
      exchange.reply(change, status, ledger.tag, isReplay: isReplay, confirming: confirming)
    case .unsettled(let change): exchange.refuse(.unsettled(change, ledger.tag))
    case .refused(let rejection, let isReplay): exchange.refuse(Problem(rejection), isReplay: isReplay)
    case .mismatch(let path): exchange.refuse(Problem(mismatch: path))
    case .failed(let failure): exchange.refuse(Problem(failure))
    case .known(let change):
      do throws(Problem) {
        try onWorker(exchange) { [self] () throws(Problem) in
          let found = try WalletService.reading { () throws in try self.desk.lookUp(change, ledger) }
          if case .known = found { throw .unsettled(change, ledger.tag) }
          show(found, status, confirming: confirming, exchange, ledger)
        }
      } catch {
        exchange.refuse(error)
      }
    }
  }

  static func reading<R>(_ body: () throws -> R) throws(Problem) -> R {
    do {
      return try body()
    } catch let failure as LedgerFailure {
      throw Problem(failure)
    } catch {
      throw .unreadable(error)
    }
  }
}

extension Exchange {
  fileprivate func reply(
    _ change: RecordChange, _ status: UInt16, _ tag: LedgerTag, isReplay: Bool = false, confirming: Bool = false
  ) {
    var writer = JSONWriter(capacity: 1_024)
    do {
      try PaymentRendering(tag: tag).write(change, confirming: confirming, to: &writer)
    } catch {
      return refuse(.unreadable(error))
    }
    reply(status, "application/json", writer.bytes, isReplay: isReplay)
  }
}

extension Problem {
  fileprivate static func unreadable(_ error: any Error) -> Problem {
    Problem(.internalError, "A record of this ledger cannot be read (\(error)); run `walletctl verify`.")
  }

  /// Nobody knows yet. The state is said, so that nobody has to guess.
  fileprivate static func unsettled(_ change: RecordChange, _ tag: LedgerTag) -> Problem {
    let what =
      change.content.kind == Refund.kind ? (change.id(tag) as RefundID).text : (change.id(tag) as AttemptID).text
    return Problem(
      .providerOutcomeUnknown,
      "The provider has not said what became of \(what) (\(change.content.state)). It is asked again until it is known; send the "
        + "same request with the same key to hear of it. Do not pay in another way meanwhile.")
  }
}
