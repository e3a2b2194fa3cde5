import LedgerCore
import Testing

@Suite struct `Ids` {
  @Test func `are a prefix and 26 characters, and read back`() throws {
    var random = Seeded(4)
    for _ in 0..<10_000 {
      let raw = UInt128(random.next()) << 64 | UInt128(random.next())
      let id = TransactionID(rawValue: raw)
      #expect(id.text.utf8.count == 30 && id.text.hasPrefix("txn_"))
      #expect(TransactionID(id.text) == id)
      #expect(TransactionID(Text("xx\(id.text)yy").cut(2..<32)) == id)
    }
  }

  @Test(
    arguments: [
      (0, "acc_00000000000000000000000000"),
      (1, "acc_00000000000000000000000001"),
      (31, "acc_0000000000000000000000000Z"),
      (32, "acc_00000000000000000000000010"),
      (UInt128.max, "acc_7ZZZZZZZZZZZZZZZZZZZZZZZZZ"),
    ] as [(UInt128, String)])
  func `have one spelling`(raw: UInt128, text: String) {
    #expect(AccountID(rawValue: raw).text == text)
    #expect("\(AccountID(rawValue: raw))" == text)
    #expect(AccountID(text)?.rawValue == raw)
  }

  @Test(
    arguments: [
      "", "acc_", "acc_0000000000000000000000000", "acc_000000000000000000000000000", "txn_00000000000000000000000000",
      "ACC_00000000000000000000000000", "acc-00000000000000000000000000", "acc_80000000000000000000000000",
      "acc_ZZZZZZZZZZZZZZZZZZZZZZZZZZ", "acc_0000000000000000000000000z", "acc_0000000000000000000000000I",
      "acc_0000000000000000000000000L", "acc_0000000000000000000000000O", "acc_0000000000000000000000000U",
      "acc_0000000000000000000000000-", "acc_0000000000000000000000000 ", " acc_00000000000000000000000000",
      "acc_0000000000000000000000000é", "00000000000000000000000000", "hold_00000000000000000000000000",
    ])
  func `in another spelling are refused`(text: String) {
    #expect(AccountID(text) == nil)
  }

  @Test func `carry their prefix`() {
    #expect(TenantID(rawValue: 0).text.hasPrefix("ten_"))
    #expect(AccountID(rawValue: 0).text.hasPrefix("acc_"))
    #expect(TransactionID(rawValue: 0).text.hasPrefix("txn_"))
    #expect(PostingID(rawValue: 0).text.hasPrefix("pst_"))
    #expect(HoldID(rawValue: 0).text.hasPrefix("hold_"))
    #expect(RequestID(rawValue: 0).text.hasPrefix("req_"))
  }

  @Test func `are addresses: time, ledger and number come out as they went in`() {
    var random = Seeded(5)
    for _ in 0..<10_000 {
      let time = Timestamp(microseconds: Int64.random(in: 0...Int64.max, using: &random))
      let tag = LedgerTag(rawValue: UInt32.random(in: 0...0xff_ffff, using: &random))
      let number = Int64.random(in: 0...Limits.highestSequence, using: &random)
      let id = HoldID(time: time, tag: tag, number: number)
      #expect(id.time == time && id.tag == tag && id.number == number)
    }
  }

  @Test func `sort by time as text, then by number`() {
    var random = Seeded(6)
    let tag = LedgerTag(rawValue: 7)
    for _ in 0..<10_000 {
      let (a, b) = (Int64.random(in: 0...1 << 52, using: &random), Int64.random(in: 0...1 << 52, using: &random))
      let (early, late) = (Timestamp(microseconds: min(a, b)), Timestamp(microseconds: max(a, b) + 1))
      #expect(PostingID(time: early, tag: tag, number: 9).text < PostingID(time: late, tag: tag, number: 1).text)
      #expect(PostingID(time: early, tag: tag, number: 8).text < PostingID(time: early, tag: tag, number: 9).text)
    }
  }

  @Test func `of a number beyond 40 bits do not exist`() async {
    await #expect(processExitsWith: .failure) {
      _ = HoldID(time: Timestamp(microseconds: 0), tag: LedgerTag(rawValue: 0), number: Limits.highestSequence + 1)
    }
    await #expect(processExitsWith: .failure) {
      _ = HoldID(time: Timestamp(microseconds: 0), tag: LedgerTag(rawValue: 0), number: -1)
    }
  }
}

@Suite struct `Texts` {
  @Test func `are equal and hash alike by their bytes, wherever they lie`() {
    let whole = Text("wallet:alice,wallet:alice,wallet:alicf")
    let (first, second, third) = (whole.cut(0..<12), whole.cut(13..<25), whole.cut(26..<38))
    #expect(first == second && first.hashValue == second.hashValue)
    #expect(first != third && first != whole)
    #expect(first == "wallet:alice" && first.string == "wallet:alice" && first.count == 12)
    #expect(whole.cut(3..<3) == "" && whole.cut(3..<3).isEmpty)
  }

  @Test func `detach from the buffer they were cut from`() {
    let cut = Text("xxabcxx").cut(2..<5)
    #expect(cut.detached == cut && cut.detached.count == 3)
    #expect(Text("").detached == "")
  }

  @Test(
    arguments: [
      ("assets:bank", true), ("assets:", true), ("assets", false), ("", false), ("Assets:bank", false), ("xassets:", false),
    ])
  func `know their beginning`(text: String, expected: Bool) {
    #expect(Text(text).hasPrefix("assets:") == expected)
    #expect(Text("--\(text)--").cut(2..<2 + text.utf8.count).hasPrefix("assets:") == expected)
  }

  @Test func `outside of their buffer do not exist`() async {
    await #expect(processExitsWith: .failure) { _ = Text([1, 2, 3], 1..<4) }
  }
}

extension Text {
  /// A piece of this text in the same buffer.
  func cut(_ range: Range<Int>) -> Text {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return Text(bytes, range)
  }
}
