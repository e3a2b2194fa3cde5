import Audit
import LedgerCore
import Sodium
import Testing

/// The quick look at a file's end: what it sees, and what it does not claim.
struct LedgerTails {
  private func finding(_ ledger: LedgerScribe, _ tail: LedgerTail) throws -> Finding? {
    switch try tail.verify(path: ledger.path) {
    case .sound: nil
    case .unsound(let finding): finding
    }
  }

  @Test(arguments: [1, 3, 8, 9, 100]) func `of a sound ledger is sound, from wherever it begins`(seals: Int) throws {
    let ledger = try Stories.everything()
    guard case .sound(let rows, let count) = try LedgerTail(seals: seals).verify(path: ledger.path) else {
      Issue.record("not sound")
      return
    }
    #expect(count == Int64(min(seals, 9)))
    #expect(rows == 31 - (seals >= 9 ? 0 : ledger.commits[8 - seals].last))
  }

  @Test func `with a row that was changed is named, as long as it is in the tail`() throws {
    let ledger = try Stories.everything()
    let last = try #require(ledger.commits.last)
    try ledger.sql("UPDATE account_changes SET posted_at = posted_at + 1 WHERE sequence = \(last.last)")
    let found = try #require(try finding(ledger, LedgerTail(seals: 1)))
    #expect(found.rule == .seal && found.row == 9)
    // What stands before it is not looked at: that is what `LedgerVerifier` is for.
    let early = try Stories.everything()
    try early.sql("UPDATE outcomes SET needed = needed + 1 WHERE sequence = 11")
    #expect(try finding(early, LedgerTail(seals: 1)) == nil)
    #expect(try finding(early, LedgerTail(seals: 9)) != nil)
  }

  @Test func `with a row or a seal too few or too many is found`() throws {
    for sql in [
      "DELETE FROM account_changes WHERE sequence = 31", "DELETE FROM seals WHERE number = 9",
      "UPDATE seals SET last = 40 WHERE number = 9", "UPDATE seals SET seal = zeroblob(32) WHERE number = 9",
    ] {
      let ledger = try Stories.everything()
      try ledger.sql(sql)
      #expect(try finding(ledger, LedgerTail(seals: 3)) != nil, "\(sql)")
    }
  }

  @Test func `that was cut off together with its seal is found by a head that was kept`() throws {
    let ledger = try Stories.everything()
    let kept = try anchor(ledger, seal: 9)
    #expect(try finding(ledger, LedgerTail(seals: 4, anchors: [kept])) == nil)
    try ledger.sql("DELETE FROM account_changes WHERE sequence >= 30; DELETE FROM seals WHERE number = 9")
    #expect(try finding(ledger, LedgerTail(seals: 4)) == nil)
    #expect(try finding(ledger, LedgerTail(seals: 4, anchors: [kept]))?.rule == .anchor)
  }

  @Test func `with numbers no ledger comes to neither traps nor is believed`() throws {
    for sql in [
      "UPDATE seals SET number = 9223372036854775807 WHERE number = 9",
      "UPDATE seals SET last = 9223372036854775807, number = -5 WHERE number = 8",
      "UPDATE seals SET last = 9223372036854775807 WHERE number = 8", "DELETE FROM seals",
    ] {
      let ledger = try Stories.everything()
      try ledger.sql("PRAGMA ignore_check_constraints = ON; \(sql)")
      for seals in [1, 3] { #expect(try finding(ledger, LedgerTail(seals: seals)) != nil, "\(sql)") }
    }
  }

  private func anchor(_ ledger: LedgerScribe, seal number: Int) throws -> Anchor {
    let key = SigningKey(seed: SecretBytes(copying: [UInt8](repeating: 9, count: SigningKey.seedBytes)))
    let tenant = try #require(TenantID(LedgerScribe.tenant))
    let (sequence, seal) = (ledger.commits[number - 1].last, ledger.seals[number - 1])
    let at = Timestamp(microseconds: LedgerScribe.start)
    let message = "walletd head 1\n\(tenant)\n\(sequence)\n\(number)\n\(Hex.text(seal))\n\(at.rfc3339)\n"
    return Anchor(
      tenant: tenant, sequence: sequence, sealNumber: Int64(number), seal: seal, signedAt: at, publicKey: key.publicKey,
      signature: key.sign(Array(message.utf8)))
  }
}
