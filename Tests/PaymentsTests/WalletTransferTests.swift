import Foundation
import Synchronization
import Testing

@testable import LedgerCore
@testable import Payments
@testable import Storage
@testable import Tenancy

/// Money that goes from one wallet to another: at once, with a fee beside it, and without any record.
@Suite struct WalletTransferTests {
  private let scene: Scene
  private let a = "liabilities:wallet:w1:available"
  private let b = "liabilities:wallet:w2:available"

  init() throws {
    scene = try Scene()
    try scene.wallet("w2", customer: nil)
    try scene.topUp(1_000_000)
  }

  @Test func `moves what is asked for, and the fee beside it; the answer has both balances`() throws {
    try scene.set { $0.transferFee = FeePolicy(share: 5_000, fixed: 250, currency: Scene.idr) }
    let rows = try scene.sent("w1", "w2", 100_000)
    let transfer = try scene.transfer(of: rows)
    #expect(transfer.from == "w1" && transfer.to == "w2" && transfer.amount == 100_000 && transfer.fee == 750)
    #expect(transfer.payer.available(on: .credit) == 899_250 && transfer.payee.available(on: .credit) == 100_000)
    #expect(scene.posted(a) == 899_250 && scene.posted(b) == 100_000 && scene.posted("revenue:fee:transfer") == 750)
    // A share is rounded half up, and a fixed part is of one currency only.
    let tiny = try scene.transfer(of: scene.sent("w1", "w2", 100))
    #expect(tiny.fee == 100, "no more than what is sent")
    try scene.set { $0.transferFee = FeePolicy(share: 5_000, fixed: 250, currency: Currency("USD")) }
    #expect(try scene.transfer(of: scene.sent("w1", "w2", 100)).fee == 1)
    try scene.set { $0.transferFee = FeePolicy.none }
    #expect(try scene.transfer(of: scene.sent("w1", "w2", 100)).fee == 0)
  }

  @Test func `is answered with the same rows under its key, after a restart too, and another request is told what differs`()
    throws
  {
    try scene.set { $0.transferFee = FeePolicy(share: 5_000, fixed: 0, currency: nil) }
    let key = scene.key()
    let rows = try scene.sent("w1", "w2", 40_000, key)
    let head = scene.ledger.head.sequence
    let again = try scene.send("w1", "w2", 40_000, key)
    guard case .posted(let same) = again.result else { throw Unsettled(description: "\(again)") }
    #expect(again.isReplay && same.map(\.told) == rows.map(\.told) && scene.ledger.head.sequence == head)
    for (answer, field) in [
      (try scene.send("w1", "w2", 40_001, key), RequestField.amount), (try scene.send("w2", "w2", 40_000, key), .wallet),
      (try scene.send("w1", "w1", 40_000, key), .to),
    ] {
      guard case .mismatch(let path) = answer.result else { throw Unsettled(description: "\(answer)") }
      #expect(path.field == field)
    }
    // What a refusal said stays said.
    let refused = scene.key()
    #expect(try scene.refusal(of: scene.send("w2", "w1", 50_000, refused)).code == .insufficientFunds)
    try scene.sent("w1", "w2", 500_000)
    let second = try scene.send("w2", "w1", 50_000, refused)
    #expect(try second.isReplay && scene.refusal(of: second).code == .insufficientFunds)
    try scene.restarted { ledger in
      let answer = try Scene.send("w1", "w2", 40_000, key, ledger)
      guard case .posted(let same) = answer.result else { throw Unsettled(description: "\(answer)") }
      #expect(answer.isReplay && same.map(\.told) == rows.map(\.told))
    }
  }

  @Test func `is refused by name`() throws {
    try scene.wallet("dollars", customer: nil, currency: "USD")
    func refused(_ from: Text, _ to: Text, _ amount: Int64 = 1, currency: String? = nil) throws -> (RejectionCode, RequestField) {
      let rejection = try scene.refusal(of: scene.send(from, to, amount, currency: currency.flatMap { Currency($0) }))
      return (rejection.code, rejection.path.field)
    }
    #expect(try refused("w9", "w2") == (.walletNotFound, .wallet) && refused("w1", "w9") == (.walletNotFound, .to))
    #expect(try refused("w1", "w1") == (.sameAccount, .to))
    #expect(try refused("w1", Text(scene.walletID("w1").text)) == (.sameAccount, .to), "by name or id")
    #expect(try refused("w1", "dollars") == (.currencyMismatch, .to))
    #expect(try refused("w1", "w2", currency: "USD") == (.currencyMismatch, .currency))
    #expect(try refused("w1", "w2", 1_000_001) == (.insufficientFunds, .wallet))
    let foreign = WalletID(time: scene.clock.now(), tag: LedgerTag(rawValue: 77), number: 3)
    #expect(try refused("w1", Text(foreign.text)) == (.walletNotFound, .to))
    #expect(scene.posted(a) == 1_000_000)
    // The fee is needed too.
    try scene.set { $0.transferFee = FeePolicy(share: 0, fixed: 10, currency: Scene.idr) }
    let short = try scene.refusal(of: scene.send("w1", "w2", 999_991))
    #expect(short.code == .insufficientFunds && short.available == 1_000_000 && short.needed == 1_000_001)
    try scene.sent("w1", "w2", 999_990)
    #expect(scene.posted(a) == 0)
  }

  @Test func `never takes of bonuses`() throws {
    _ = try scene.grant(500_000)
    #expect(try scene.refusal(of: scene.send("w1", "w2", 1_000_001)).available == 1_000_000)
    try scene.sent("w1", "w2", 1_000_000)
    #expect(scene.posted("liabilities:wallet:w1:promo") == 500_000 && scene.posted("liabilities:wallet:w2:promo") == 0)
  }

  @Test func `a wallet that is suspended or closed takes part in nothing new, and one that is frozen on its side`() throws {
    func refused(_ from: Text, _ to: Text) throws -> RejectionCode { try scene.refusal(of: scene.send(from, to, 1)).code }
    try scene.change("w2", .move(.suspended))
    #expect(try refused("w1", "w2") == .partySuspended && refused("w2", "w1") == .partySuspended)
    try scene.change("w2", .move(.active))
    try scene.change("w1", .freeze(.debits))
    #expect(try refused("w1", "w2") == .accountFrozen)
    try scene.change("w1", .unfreeze([.debits, .credits]))
    try scene.change("w2", .freeze(.credits))
    #expect(try refused("w1", "w2") == .accountFrozen)
    #expect(
      try scene.rejection(scene.begin(GrantBonus("w2", Money(1, Scene.idr), expiresAt: nil, reason: nil))) == .accountFrozen)
    try scene.change("w2", .unfreeze(.credits))
    // Only what is empty is closed, and what is closed can be opened again.
    #expect(try scene.rejection(scene.begin(ChangeWallet("w1", .move(.closed), by: "me"))) == .walletNotEmpty)
    let bonus = try scene.grant(10, "w2")
    #expect(try scene.rejection(scene.begin(ChangeWallet("w2", .move(.closed), by: "me"))) == .walletNotEmpty)
    _ = bonus
    try scene.sent("w1", "w2", 1_000_000)
    try scene.change("w1", .move(.closed))
    #expect(try refused("w1", "w2") == .partyClosed && refused("w2", "w1") == .partyClosed)
    #expect(try scene.wallet("w1").changedBy == "me")
    try scene.change("w1", .move(.active))
    try scene.sent("w2", "w1", 1)
  }

  @Test func `what a provider has taken for a wallet that was frozen, suspended or closed meanwhile is booked`() throws {
    let intent = try scene.intent(5_000, .qris, to: .wallet("w2"))
    scene.first.will(.qr)
    _ = try scene.settled(scene.confirm(intent))
    try scene.change("w2", .freeze([.debits, .credits]))
    try scene.change("w2", .move(.closed))
    scene.clock.advance(seconds: 400)
    scene.first.will(.paid(5_000))
    try scene.workOff()
    #expect(scene.posted(b) == 5_000)
    #expect(try scene.rejection(scene.begin(CreateIntent(payee: .wallet("w2"), amount: Money(100, Scene.idr)))) == .partyClosed)
  }

  @Test(.timeLimit(.minutes(1))) func `two wallets that send each other all they have never come to have more or less together`()
    throws
  {
    try scene.set { $0.transferFee = FeePolicy(share: 1_000, fixed: 0, currency: nil) }
    let done = DispatchSemaphore(value: 0)
    let refusals = Atomic(0)
    let (scene, each) = (scene, 400)
    for number in 0..<2 * each {
      let (from, to): (Text, Text) = number % 2 == 0 ? ("w1", "w2") : ("w2", "w1")
      let work = TransferBetweenWallets(
        from: from, to: to, amount: Int64(1_000 + number * 37 % 400_000), currency: nil, Details())
      scene.ledger.submit(.single(Command(key: scene.key(), operation: .record(work))), waking: number % 7 == 0) { result in
        if case .success(.single(let answer)) = result, case .refused(let rejection) = answer.result {
          precondition(rejection.code == .insufficientFunds)
          refusals.add(1, ordering: .relaxed)
        }
        done.signal()
      }
    }
    try scene.sent("w1", "w2", 1)
    for _ in 0..<2 * each { done.wait() }
    #expect(scene.posted(a) >= 0 && scene.posted(b) >= 0)
    #expect(scene.posted(a) + scene.posted(b) + scene.posted("revenue:fee:transfer") == 1_000_000)
    #expect(refusals.load(ordering: .relaxed) > 0 && scene.posted("revenue:fee:transfer") > 0)
  }
}

extension Scene {
  func wallet(_ name: Text, customer: Text?, currency: String = "IDR") throws {
    guard let currency = Currency(currency) else { throw Unsettled(description: "no currency") }
    try settled(begin(CreateWallet(Wallet(reference: name, customer: customer, currency: currency, metadata: nil))))
  }

  func walletID(_ name: Text) throws -> WalletID {
    guard let wallet: Kept<Wallet> = try ledger.find(named: name) else { throw Unsettled(description: "no wallet") }
    return wallet.id
  }

  func change(_ wallet: Text, _ change: ChangeWallet.Change) throws { try settled(begin(ChangeWallet(wallet, change, by: "me"))) }

  func set(_ change: (inout SetPaymentSettings) -> Void) throws {
    var work = SetPaymentSettings()
    change(&work)
    try settled(begin(work))
  }

  func send(
    _ from: Text, _ to: Text, _ amount: Int64, _ key: Text? = nil, currency: Currency? = nil
  ) throws -> Answer {
    try Scene.send(from, to, amount, key ?? self.key(), ledger, currency: currency)
  }

  static func send(
    _ from: Text, _ to: Text, _ amount: Int64, _ key: Text, _ ledger: any Ledger, currency: Currency? = nil
  ) throws -> Answer {
    let work = TransferBetweenWallets(from: from, to: to, amount: amount, currency: currency, Details())
    let done = DispatchSemaphore(value: 0)
    let box = Mutex<Result<LedgerReply, LedgerFailure>?>(nil)
    ledger.submit(.single(Command(key: key, operation: .record(work))), waking: true) { result in
      box.withLock { $0 = result }
      done.signal()
    }
    done.wait()
    guard case .single(let answer)? = try box.withLock({ $0 })?.get() else { throw Unsettled(description: "no answer") }
    return answer
  }

  @discardableResult func sent(_ from: Text, _ to: Text, _ amount: Int64, _ key: Text? = nil) throws -> [PostingRecord] {
    let answer = try send(from, to, amount, key)
    guard case .posted(let rows) = answer.result else { throw Unsettled(description: "\(answer)") }
    return rows
  }

  func refusal(of answer: Answer) throws -> Rejection {
    guard case .refused(let rejection) = answer.result else { throw Unsettled(description: "\(answer)") }
    return rejection
  }

  func transfer(of rows: [PostingRecord]) throws -> WalletTransfer {
    guard let transfer = WalletTransfer(rows, code: { ledger.identity($0).code }) else {
      throw Unsettled(description: "no transfer between wallets")
    }
    return transfer
  }

  /// Closes everything, and opens it anew elsewhere for `body`: nothing more can be done in this scene.
  func restarted(_ body: (any Ledger) throws -> Void) throws {
    try directory.shutdown()
    var options = StorageOptions()
    options.clock = clock
    options.writerThreads = 1
    options.watch = BalanceWatch()
    let copy = folder + "-again"
    try FileManager.default.copyItem(atPath: folder, toPath: copy)
    defer { try? FileManager.default.removeItem(atPath: copy) }
    let reopened = try DataDirectory(path: copy, options: options)
    guard let ledger = reopened.ledger(of: tenant) else { throw Unsettled(description: "\(reopened.trouble)") }
    try body(ledger)
    try reopened.shutdown()
  }
}

extension PostingRecord {
  /// All that it says.
  fileprivate var told: String { "\(self)" }
}
