import Foundation
import Testing

/// Sixteen clients and one hot account: what each was told, held against the order that the ledger gives to all of it.
@Suite(.serialized) struct `Histories` {
  @Test func `are strictly serializable in the order of the ledger's sequence, across kills too`() throws {
    let histories = setting("WALLETD_HISTORIES", otherwise: 20)
    let seed = UInt64(setting("WALLETD_SEED", otherwise: Int(UInt32.random(in: 1...(.max)))))
    print("seed: \(seed) (WALLETD_SEED repeats the requests; how they meet stays as it comes)")
    var calls = 0
    var (reads, killed, unanswered) = (0, 0, 0)
    var statuses: [String: Int] = [:]
    for number in 0..<histories {
      var run = try HistoryRun(seed: seed &+ UInt64(number), clients: 16)
      let kills = number % 3 == 2 ? 1 + number % 2 : 0
      let history = try run.record(calls: 1_000 * (number % 4 == 3 ? 2 : 1), kills: kills)
      let check = HistoryCheck(history)
      try #require(check.findings.isEmpty, "history \(number): \(check.findings.count): \(check.findings.prefix(5))")
      calls += history.calls.count
      reads += history.calls.count { $0.ask.isRead }
      unanswered += history.calls.count { $0.answer == nil && history.places[$0.key] != nil }
      killed += kills
      statuses.merge(check.statuses) { $0 + $1 }
    }
    for status in [
      "200", "201", "insufficient_funds", "limit_exceeded", "hold_captured", "hold_released", "capture_above_remaining",
    ] {
      #expect(statuses[status] ?? 0 > 0, "\(status) never occurred: \(statuses)")
    }
    print(
      """
      histories: \(histories), calls: \(calls), reads: \(reads), kills: \(killed), applied and never answered: \(unanswered), \
      answers: \(statuses.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
      """)
  }

  // MARK: Falsified histories

  private func recorded(kills: Int = 0, _ sabotage: HistoryRun.Sabotage = HistoryRun.Sabotage()) throws -> History {
    var run = try HistoryRun(seed: UInt64(UInt32.random(in: 1...(.max))), clients: 16)
    return try run.record(calls: 800, kills: kills, sabotage: sabotage)
  }

  private func kinds(_ history: History) -> Set<Finding.Kind> { Set(HistoryCheck.findings(history).map(\.kind)) }

  @Test func `that were falsified are found out`() throws {
    let history = try recorded()
    #expect(HistoryCheck.findings(history).isEmpty)
    let transfers = history.calls.indices.filter {
      if case .transfer = history.calls[$0].ask { return history.calls[$0].answer?.status == 201 } else { return false }
    }
    let (one, other) = (transfers[transfers.count / 2], transfers[transfers.count / 3])

    // Two acknowledgements are swapped.
    var swapped = history
    (swapped.calls[one].answer, swapped.calls[other].answer) = (history.calls[other].answer, history.calls[one].answer)
    #expect(kinds(swapped).contains(.reply))

    // A write is acknowledged and not in the ledger.
    var lost = history
    lost.places[lost.calls[one].key] = nil
    #expect(kinds(lost).contains(.lost))

    // The ledger holds something nobody asked for.
    var invented = history
    invented.places["ghost"] = history.last + 1
    invented.last += 1
    #expect(kinds(invented).contains(.invented))

    // A write stands behind one that began after it had ended.
    var late = history
    let end = try #require(late.calls.map(\.latest).max())
    (late.calls[other].start, late.calls[other].end) = (end + 1, end + 2)
    #expect(kinds(late) == [.time])

    // A refusal quotes another number.
    var misquoted = history
    let refused = try #require(history.calls.firstIndex { $0.answer?.status == 402 })
    misquoted.calls[refused].answer = try #require(history.calls[refused].answer).replacing(
      #""available":"#, with: #""available":1"#)
    #expect(kinds(misquoted) == [.reply])

    // A final capture is refused as if somebody else had won.
    var blamed = history
    let captured = try #require(
      history.calls.firstIndex { if case .capture = $0.ask { $0.answer?.status == 200 } else { false } })
    blamed.calls[captured].answer = history.calls.first { $0.answer?.status == 409 }?.answer
    #expect(kinds(blamed).contains(.reply))
  }

  @Test func `with stale, torn or early reads are found out`() throws {
    let history = try recorded()
    let reads = history.calls.indices.filter { index in
      if case .balance(Stage.hot) = history.calls[index].ask { true } else { false }
    }.sorted { history.calls[$0].start < history.calls[$1].start }
    let (early, late) = (reads[reads.count / 4], reads[reads.count / 2])

    var stale = history
    stale.calls[late].answer = history.calls[early].answer
    #expect(kinds(stale) == [.time])

    var foresight = history
    foresight.calls[early].answer = history.calls[late].answer
    #expect(kinds(foresight) == [.time])

    var impossible = history
    impossible.calls[late].answer = try #require(history.calls[late].answer).replacing(
      #""credits_posted":"#, with: #""credits_posted":9"#)
    #expect(kinds(impossible) == [.reply])

    // The same account twice in one list, of different moments.
    let lists = history.calls.indices.filter { if case .balances = history.calls[$0].ask { true } else { false } }
    let (before, after) = (try #require(lists.first), try #require(lists.last))
    var torn = history
    torn.calls[after].answer = try HistoryTampering.tear(
      try #require(history.calls[after].answer), try #require(history.calls[before].answer))
    #expect(kinds(torn) == [.reply])

    // Of two reads at the same place in the interval, the later shows less: each alone is possible.
    let monotonic = HistoryTampering.backwards()
    #expect(HistoryCheck.findings(monotonic.right).isEmpty)
    #expect(kinds(monotonic.wrong) == [.time])
  }

  @Test func `of a ledger that lost commits are found out`() throws {
    var sabotage = HistoryRun.Sabotage()
    sabotage.afterKill = { ledger in
      let log = ledger + "-wal"
      let size = try FileManager.default.attributesOfItem(atPath: log)[.size] as? Int ?? 0
      guard size > 100_000, truncate(log, size / 4 * 3) == 0 else { throw RigFailure("no log to cut: \(size)") }
    }
    let kinds = kinds(try recorded(kills: 1, sabotage))
    #expect(kinds.contains(.lost), "\(kinds)")
  }

  @Test func `of a ledger that did something twice are found out`() throws {
    var sabotage = HistoryRun.Sabotage()
    sabotage.atEnd = { _ = try $0.ask(Ask.transfer(Ask.Move(debit: 0, credit: 1, amount: 1)).request(key: "again")) }
    #expect(kinds(try recorded(kills: 0, sabotage)).contains(.invented))
  }
}
