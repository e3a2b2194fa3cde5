import Audit
import LedgerCore
import Testing

struct SoundFiles {
  private func report(_ ledger: LedgerScribe, _ verifier: LedgerVerifier = LedgerVerifier()) throws -> LedgerReport? {
    switch try verifier.verify(path: ledger.path) {
    case .sound(let report): return report
    case .unsound(let finding):
      Issue.record("\(finding)")
      return nil
    }
  }

  @Test func `a ledger with a bit of everything is sound`() throws {
    let ledger = try Stories.everything()
    try ledger.close()
    var verifier = LedgerVerifier()
    verifier.checksIntegrity = true
    let report = try #require(try report(ledger, verifier))
    #expect(report.tenant.text == LedgerScribe.tenant)
    #expect(report.postings == 18)
    #expect(report.accountChanges == 11)
    #expect(report.outcomes == 2)
    #expect(report.rows == 31)
    #expect(report.accounts == 7)
    #expect(report.openHolds == 2)
    #expect(report.head.sequence == 31)
    #expect(report.head.sealNumber == 9)
    #expect(report.head.seal == ledger.seals.last)
    #expect(report.isIntegrityChecked)
  }

  @Test func `a ledger with payments beside its postings is sound`() throws {
    let ledger = try Stories.records()
    try ledger.close()
    #expect(try FalsifiedRows.finding(in: ledger) == nil)
    let report = try #require(try report(ledger))
    #expect(report.recordChanges == 9)
    #expect(report.postings == 8)
    #expect(report.accountChanges == 5)
    #expect(report.rows == 24)
    #expect(report.head.seal == ledger.seals.last)
    guard case .sound(let rows, _) = try LedgerTail(seals: 3).verify(path: ledger.path) else {
      Issue.record("its tail is not sound")
      return
    }
    #expect(rows == 8)
  }

  @Test func `totals are given by currency and balance`() throws {
    let ledger = try Stories.everything()
    let report = try #require(try report(ledger))
    #expect(report.totals.map(\.currency) == ["IDR", "USD"])
    let idr = try #require(report.totals.first)
    #expect(idr.debitsPosted == idr.creditsPosted)
    #expect(idr.assets == 1_000_000)
    #expect(idr.revenue == 1_000)
    #expect(idr.liabilities == 999_000)
    #expect(idr.debitsPending == 27_000)
    #expect(idr.assetsAndExpenses == idr.liabilitiesEquityAndRevenue)
  }

  @Test func `an empty ledger is sound`() throws {
    let ledger = try LedgerScribe()
    let report = try #require(try report(ledger))
    #expect(report.rows == 0)
    #expect(report.head.sequence == 0)
    #expect(report.head.postedAt == nil)
  }

  @Test func `a ledger that lost everything derived is sound`() throws {
    let ledger = try Stories.everything()
    try ledger.sql("DELETE FROM watermark; DELETE FROM account_states; DELETE FROM open_holds")
    #expect(try report(ledger)?.rows == 31)
  }

  @Test func `keys are found unique when they do not fit memory too`() throws {
    let ledger = try Stories.everything()
    var verifier = LedgerVerifier()
    verifier.keysInMemory = 3
    #expect(try report(ledger, verifier)?.rows == 31)
    #expect(try report(try Stories.records(), verifier)?.rows == 24)
  }

  @Test func `a saved state may be newer than the watermark`() throws {
    let ledger = try Stories.everything()
    try ledger.sql(
      """
      INSERT OR REPLACE INTO account_states SELECT credit, sequence, credit_version, credit_debits_posted, credit_credits_posted,
        credit_debits_pending, credit_credits_pending FROM postings WHERE sequence = 24
      """)
    #expect(try report(ledger)?.rows == 31)
  }
}
