/// Ledgers with a bit of everything, for tests to falsify.
enum Stories {
  // Accounts of the story.
  static let bank: Int64 = 1
  static let alice: Int64 = 2
  static let bob: Int64 = 3
  static let fees: Int64 = 4
  static let usdBank: Int64 = 5
  static let usdAlice: Int64 = 6
  static let gone: Int64 = 7

  /// 31 rows in ten commits; the watermark stands at row 22.
  static func everything() throws -> LedgerScribe {
    let ledger = try LedgerScribe()
    _ = try ledger.open("asset", code: "bank")  // 1
    _ = try ledger.open("liability", code: "wallet:alice", floor: 0)  // 2
    _ = try ledger.open("liability", code: "wallet:bob", floor: -50_000)  // 3
    _ = try ledger.open("revenue", code: "fees")  // 4
    _ = try ledger.open("asset", "USD", code: "bank")  // 5
    _ = try ledger.open("liability", "USD")  // 6
    _ = try ledger.open("equity", code: "gone")  // 7
    ledger.commit()
    try ledger.post((bank, alice, 1_000_000), reference: "top-up")  // 8
    ledger.commit()
    try ledger.post((alice, bob, 250_000), (bob, fees, 5_000), reference: "order-17")  // 9, 10
    try ledger.refuse(account: alice)  // 11
    ledger.commit()
    let hold = try ledger.hold((alice, bob, 300_000))  // 12
    let short = try ledger.hold((alice, bob, 10_000), expiresIn: 1_000_000)  // 13
    try ledger.post((usdBank, usdAlice, 700), effectiveAt: LedgerScribe.start)  // 14
    ledger.commit()
    try ledger.capture(hold, 100_000)  // 15
    try ledger.capture(hold, 150_000, isFinal: true, then: (bob, fees, 1_000))  // 16, 17, 18
    try ledger.expire(short)  // 19
    ledger.commit()
    let open = try ledger.hold((bob, alice, 40_000), expiresIn: 900_000_000)  // 20
    _ = try ledger.hold((alice, bob, 2_000))  // 21
    try ledger.capture(open, 15_000)  // 22
    ledger.commit()
    try ledger.derive()
    try ledger.batch(atomic: 2)  // 23
    ledger.isTimeHeld = true
    try ledger.post((alice, bob, 100))  // 24
    try ledger.post((alice, bob, 200))  // 25
    ledger.isTimeHeld = false
    ledger.commit()
    try ledger.post((fees, bob, 5_000), (bob, alice, 250_000), reverses: 9)  // 26, 27
    try ledger.change("frozen", alice) { $0.frozen = 1 }  // 28
    try ledger.change("unfrozen", alice) { $0.frozen = 0 }  // 29
    ledger.commit()
    try ledger.change("limited", bob) { $0.floor = -80_000 }  // 30
    try ledger.change("closed", gone) { $0.closed = 1 }  // 31
    ledger.commit()
    try ledger.seal()
    return ledger
  }

  // Accounts and records of the other story.
  static let clearing: Int64 = 3
  static let shop: Int64 = 4

  /// Payments beside the postings: 24 rows in eight commits; the watermark stands at row 14.
  static func records() throws -> LedgerScribe {
    let ledger = try LedgerScribe()
    _ = try ledger.open("asset", code: "bank")  // 1
    _ = try ledger.open("liability", code: "wallet:alice")  // 2
    ledger.commit()
    try ledger.work(10) {
      try ledger.record("merchant", "open", name: "toko")  // 3
      _ = try ledger.open("asset", code: "assets:psp:clearing", managedBy: "payments")  // 4
      _ = try ledger.open("liability", code: "liabilities:merchants:toko", managedBy: "payments")  // 5
    }
    ledger.commit()
    let payment: Int64 = 6
    try ledger.work(13) {
      try ledger.record("payment", "captured", parent: 3, dueAt: LedgerScribe.start + 60_000_000)  // 6
      try ledger.post((clearing, shop, 900), (shop, clearing, 9))  // 7, 8
      try ledger.post((clearing, alice, 50))  // 9
    }
    try ledger.change("frozen", alice) { $0.frozen = 2 }  // 10
    ledger.commit()
    try ledger.work {
      try ledger.post((clearing, alice, 7))  // 11: a fact
      try ledger.record("payment", "late", of: payment, parent: 3)  // 12
    }
    try ledger.refuse("account_frozen", account: alice, operation: 18, field: 24)  // 13
    try ledger.work { try ledger.record("payment", "settled", of: payment, parent: 3) }  // 14
    ledger.commit()
    try ledger.derive()
    try ledger.work {
      try ledger.record("refund", "new", parent: payment, name: "toko", body: #"{"n":[1,-2.5e3,{"x":null}],"é":"\u00e9"}"#)  // 15
      try ledger.record("refund", "failed", of: 15, parent: payment, name: "toko")  // 16
    }
    ledger.commit()
    try ledger.batch(atomic: 2)  // 17
    ledger.isTimeHeld = true
    try ledger.post((alice, bank, 100))  // 18
    try ledger.post((alice, bank, 200))  // 19
    ledger.isTimeHeld = false
    ledger.commit()
    try ledger.work { try ledger.record("refund", "new", parent: payment) }  // 20
    try ledger.work(18) {
      try ledger.record("refund", "new", parent: payment, name: "second")  // 21
      let hold = try ledger.hold((shop, clearing, 5), expiresIn: 1_000_000)  // 22
      try ledger.capture(hold, 5)  // 23
    }
    ledger.commit()
    try ledger.work { try ledger.record("refund", "done", of: 21, parent: payment, name: "second") }  // 24
    ledger.commit()
    try ledger.seal()
    return ledger
  }
}
