import Foundation
import Synchronization
import Testing

@testable import LedgerCore
@testable import Payments
@testable import Storage
@testable import Tenancy

/// A clock that a test moves by hand.
final class TestClock: LedgerClock {
  private let state: Mutex<Int64>

  init() { state = Mutex(Timestamp(rfc3339: "2026-11-20T10:00:00Z")?.microseconds ?? 0) }

  func now() -> Timestamp { Timestamp(microseconds: state.withLock { $0 }) }
  func monotonic() -> Int64 { state.withLock { $0 } }
  func set(_ time: Timestamp) { state.withLock { $0 = time.microseconds } }
  func advance(seconds: Int64) { state.withLock { $0 += seconds * 1_000_000 } }
}

/// A provider that answers what it was told to, one answer for each call, in order.
final class ScriptedProvider: ProviderAdapter {
  let name: ProviderName
  private let state = Mutex((script: [ProviderOutcome](), calls: [ProviderCall]()))
  private let interruption = Mutex(Interruption())

  private struct Interruption {
    var happens: (@Sendable () -> Void)?
  }

  init(_ name: ProviderName) { self.name = name }

  var calls: [ProviderCall] { state.withLock { $0.calls } }
  func will(_ outcomes: ProviderOutcome...) { state.withLock { $0.script += outcomes } }
  /// Says nothing more than it was asked.
  func forget() { state.withLock { $0.script = [] } }
  var isThrough: Bool { state.withLock { $0.script.isEmpty } }

  /// Called once, while the next call is under way: what happens meanwhile.
  func meanwhile(_ happens: @escaping @Sendable () -> Void) { interruption.withLock { $0.happens = happens } }

  func objection(to charge: Charge) -> ProviderRefusal? {
    charge.amount.amount % 100 == 0 ? nil : ProviderRefusal(.unsupported, "sen")
  }

  func objection(to payout: PayoutOrder) -> ProviderRefusal? {
    payout.amount.amount % 100 == 0 ? nil : ProviderRefusal(.unsupported, "sen")
  }

  func request(for call: ProviderCall) -> ProviderRequest {
    state.withLock { $0.calls.append(call) }
    return ProviderRequest(.post, "/")
  }

  func outcome(of call: ProviderCall, _ answer: ProviderAnswer) -> ProviderOutcome {
    let happens = interruption.withLock { interruption in
      defer { interruption.happens = nil }
      return interruption.happens
    }
    happens?()
    return state.withLock { $0.script.isEmpty ? .unknown(ProviderRefusal(.interrupted, "no answer")) : $0.script.removeFirst() }
  }

  func notification(_ delivery: WebhookDelivery) throws(WebhookRefusal) -> ProviderNotification {
    guard let found = meaning(of: delivery.body) else { throw .malformed("no reference") }
    return found
  }

  /// The body is the reference.
  func meaning(of body: [UInt8]) -> ProviderNotification? {
    guard !body.isEmpty else { return nil }
    let text = String(decoding: body, as: UTF8.self)
    if text.hasPrefix("po:") {
      return ProviderNotification(
        subject: .payout(reference: Text(String(text.dropFirst(3))), providerReference: nil), kind: "payout")
    }
    return ProviderNotification(subject: .charge(reference: Text(body), providerReference: nil), kind: "paid")
  }
}

/// A real ledger with a merchant and a wallet, and two providers that do as they are told.
final class Scene: Sendable {
  let folder: String
  let clock = TestClock()
  let directory: DataDirectory
  let tenant: TenantID
  let first: ScriptedProvider
  let second: ScriptedProvider
  let desk: PaymentDesk
  let setup: ProviderSetup
  private let keys = Atomic(0)

  /// `payingOut`: which provider is asked first, where that matters.
  init(returnsFees: Bool = true, allowsMerchantDebt: Bool = false, payingOut: ProviderName = .midtrans) throws {
    first = ScriptedProvider(payingOut)
    second = ScriptedProvider(payingOut == .midtrans ? .xendit : .midtrans)
    folder = NSTemporaryDirectory() + "walletd-payments-\(UUID().uuidString)"
    var options = StorageOptions()
    options.clock = clock
    options.writerThreads = 1
    options.watch = BalanceWatch()
    directory = try DataDirectory(path: folder, options: options)
    tenant = try directory.create(code: "shop", name: "Shop", key: "t").tenant.id
    let setup = ProviderSetup(
      accounts: [first, second].map { provider in
        ProviderAccount(provider) { _, answer in answer(.answered(status: 200, body: [])) }
      },
      routes: [], returnsFees: returnsFees, allowsMerchantDebt: allowsMerchantDebt)
    self.setup = setup
    desk = PaymentDesk(breakers: BreakerBoard(monotonic: { [clock] in clock.monotonic() })) { _, then in then(setup) }
    let fee = FeePolicy(share: 7_000, fixed: 0, currency: nil)
    try settled(begin(CreateMerchant(Merchant(reference: "m1", title: nil, fee: fee, settlementDays: 1, metadata: nil))))
    try settled(begin(CreateWallet(Wallet(reference: "w1", customer: nil, currency: Self.idr, metadata: nil))))
  }

  deinit {
    try? directory.shutdown()
    try? FileManager.default.removeItem(atPath: folder)
  }

  static var idr: Currency {
    guard let idr = Currency("IDR") else { preconditionFailure("IDR is a currency") }
    return idr
  }

  var ledger: any Ledger {
    guard let ledger = directory.ledger(of: tenant) else { fatalError("\(directory.trouble)") }
    return ledger
  }

  /// When money that is captured in the first hours of a scene, on a Friday in Jakarta, is available: all that is due then.
  var nextWorkingDay: Timestamp? { Timestamp(rfc3339: "2026-11-23T00:00:00+07:00") }

  func key() -> Text { Text("key-\(keys.add(1, ordering: .relaxed).newValue)") }

  // MARK: Asking

  func wait(_ body: (@escaping @Sendable (DeskReply) -> Void) -> Void) -> DeskReply {
    let done = DispatchSemaphore(value: 0)
    let reply = Mutex<DeskReply?>(nil)
    body { answer in
      reply.withLock { $0 = answer }
      done.signal()
    }
    done.wait()
    guard let reply = reply.withLock({ $0 }) else { fatalError("no reply") }
    guard case .known(let change) = reply else { return reply }
    return (try? desk.lookUp(change, ledger)) ?? reply
  }

  func begin(_ work: any RecordWork, _ key: Text? = nil) -> DeskReply {
    wait { desk.begin(work, key ?? self.key(), tenant, ledger, answer: $0) }
  }

  func intent(
    _ amount: Int64 = 1_000_000, _ method: PaymentMethod? = .qris, to payee: PayeeReference = .merchant("m1"),
    capture: CaptureMethod = .automatic
  ) throws -> IntentID {
    try self.intent(amount, by: method.map { .provider($0) }, to: payee, capture: capture)
  }

  func intent(
    _ amount: Int64, by way: WayToPay?, to payee: PayeeReference = .merchant("m1"), capture: CaptureMethod = .automatic
  ) throws -> IntentID {
    var work = CreateIntent(payee: payee, amount: Money(amount, Self.idr))
    work.method = way
    work.captureMethod = capture
    return try settled(begin(work), Intent.self).id
  }

  func confirm(_ intent: IntentID, _ method: PaymentMethod? = nil, _ key: Text? = nil) -> DeskReply {
    confirm(intent, by: method.map { .provider($0) }, key)
  }

  func confirm(_ intent: IntentID, by way: WayToPay?, _ key: Text? = nil) -> DeskReply {
    wait { desk.confirm(intent, way, key ?? self.key(), tenant, setup, ledger, answer: $0) }
  }

  /// Confirms what a wallet pays; what the intent then says.
  func pay(_ amount: Int64, from wallet: Text = "w1", capture: CaptureMethod = .automatic) throws -> Kept<Intent> {
    let intent = try self.intent(amount, by: .wallet(wallet), capture: capture)
    return try settled(confirm(intent, by: nil), Intent.self)
  }

  /// A payment out of a wallet that has the money.
  func paid(_ amount: Int64, from wallet: Text = "w1", capture: CaptureMethod = .automatic) throws -> PaymentID {
    guard let payment = try pay(amount, from: wallet, capture: capture).value.payment else {
      throw Unsettled(description: "it was declined")
    }
    return payment
  }

  func topUp(_ amount: Int64, _ wallet: Text = "w1") throws {
    let intent = try self.intent(amount, .card(providerToken: "t"), to: .wallet(wallet))
    first.will(.paid(amount))
    _ = try settled(confirm(intent))
  }

  func grant(_ amount: Int64, _ wallet: Text = "w1", for seconds: Int64? = nil) throws -> BonusID {
    let work = GrantBonus(
      wallet, Money(amount, Self.idr), expiresAt: seconds.map { clock.now().adding(seconds: $0) }, reason: nil)
    return try settled(begin(work), Bonus.self).id
  }

  func capture(_ payment: PaymentID, _ amount: Int64? = nil, isFinal: Bool = true) throws -> Payment {
    try settled(begin(CapturePayment(payment, amount: amount, isFinal: isFinal)), Payment.self).value
  }

  func refund(_ payment: PaymentID, _ amount: Int64? = nil, _ key: Text? = nil) -> DeskReply {
    wait { desk.refund(payment, amount: amount, reason: nil, key ?? self.key(), tenant, setup, ledger, answer: $0) }
  }

  /// Does what is due until nothing is.
  func workOff() throws {
    for _ in 0..<20 {
      let due = try ledger.dueRecords(by: clock.now(), limit: 100)
      if due.isEmpty { return }
      for change in due { work(on: change) }
    }
    throw Unsettled(description: "something is due again and again")
  }

  /// Does what there is to do about a record, whether it is due or not.
  func work(on change: RecordChange) {
    let done = DispatchSemaphore(value: 0)
    desk.work(on: change, tenant, ledger, now: clock.now()) { _ in done.signal() }
    done.wait()
  }

  // MARK: Looking

  @discardableResult func settled(_ reply: DeskReply) throws -> RecordChange {
    guard case .settled(let change, _) = reply else { throw Unsettled(description: "\(reply)") }
    return change
  }

  /// For the daemon's own work, which may have found nothing to do.
  func settledOrNothing(_ reply: DeskReply) throws {
    guard case .settled = reply else { throw Unsettled(description: "\(reply)") }
  }

  func settled<R: PaymentRecord>(_ reply: DeskReply, _ type: R.Type) throws -> Kept<R> {
    try Kept<R>(try settled(reply), ledger.tag)
  }

  func rejection(_ reply: DeskReply) throws -> RejectionCode {
    guard case .refused(let rejection, _) = reply else { throw Unsettled(description: "\(reply)") }
    return rejection.code
  }

  func find<R: PaymentRecord>(_ id: ID<R.E>, _ type: R.Type = R.self) throws -> Kept<R> {
    guard let found = try ledger.find(id, R.self) else { throw Unsettled(description: "\(id) is not there") }
    return found
  }

  func payment(of intent: IntentID) throws -> Kept<Payment> {
    guard let payment = try find(intent, Intent.self).value.payment else { throw Unsettled(description: "no payment") }
    return try find(payment)
  }

  /// What is posted on an account, on its normal side; zero where there is none.
  func posted(_ code: String) -> Int64 {
    guard case .found(let account) = ledger.account(.code(Text(code)), currency: Self.idr) else { return 0 }
    return account.state.posted
  }

  /// What open holds take from an account.
  func held(_ code: String) -> Int64 {
    guard case .found(let account) = ledger.account(.code(Text(code)), currency: Self.idr) else { return 0 }
    return account.state.counters.debitsPending
  }

  func reference(_ call: ProviderCall?) throws -> Text {
    switch call {
    case .charge(let charge): return charge.reference
    case .status(let pointer), .capture(let pointer, _), .cancel(let pointer): return pointer.reference
    case .refund(let refund), .refundStatus(let refund): return refund.reference
    case .payout(let payout), .payoutStatus(let payout): return payout.reference
    case nil: throw Unsettled(description: "nothing was asked")
    }
  }
}

struct Unsettled: Error, CustomStringConvertible {
  let description: String
}

extension ProviderOutcome {
  static func paid(_ amount: Int64 = 1_000_000) -> ProviderOutcome {
    .done(ProviderFacts(state: .succeeded, amount: Money(amount, Scene.idr)))
  }
  static let qr = ProviderOutcome.pending(ProviderFacts(state: .pending, providerReference: "p-1", action: .scan(code: "0002")))
  static let authorized = ProviderOutcome.done(ProviderFacts(state: .authorized))
  static let expired = ProviderOutcome.done(ProviderFacts(state: .expired))
  static let lost = ProviderOutcome.unknown(ProviderRefusal(.interrupted, "time was up"))
  static let unreachable = ProviderOutcome.notSent(ProviderRefusal(.unreachable, "refused"))
  static let no = ProviderOutcome.declined(ProviderRefusal(.declined, "no"))
  static let missing = ProviderOutcome.declined(ProviderRefusal(.notFound, "404"))
}
