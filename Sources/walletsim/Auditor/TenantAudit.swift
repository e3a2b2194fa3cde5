/// The auditor of one tenant: every history that fits all that was seen. Usually that is one; where a request was not answered
/// before a crash there are two for it, until something tells them apart.
struct TenantAudit {
  private(set) var worlds: [ExpectedLedger]
  /// Orders that were handed over and not answered, in their order.
  var waiting: [Waiting] = []

  struct Waiting {
    let number: UInt64
    let order: Order
  }

  /// When something may have expired by: the wall clock, and what an engine that doubts the wall clock may go by.
  struct Moment {
    let now: Int64
    let doubted: [Int64]

    var candidates: [Int64] { [now] + doubted }
  }

  init(tag: UInt32) { worlds = [ExpectedLedger(tag: tag)] }

  /// The first history, for making requests from.
  var likely: ExpectedLedger { worlds[0] }

  /// The ledger was served: `replies` are what came of it, in order. `head` is where it stands now, nil when that is not known.
  ///
  /// - Parameter mayFail: whether the disk may have failed, so that 503 is an answer.
  mutating func served(_ replies: [(Order, SimulatedReply)], at moment: Moment, head: Int64?, mayFail: Bool) throws(Mismatch) {
    var survivors: [ExpectedLedger] = []
    var first: Mismatch?
    for world in worlds {
      for candidate in moment.candidates {
        do throws(Mismatch) {
          survivors += try Self.histories(of: world, replies, at: moment.now, expiringBy: candidate, head, mayFail)
        } catch {
          first = first ?? error
        }
      }
    }
    guard !survivors.isEmpty else { throw first ?? Mismatch("a history", expected: "one that fits", got: "none") }
    try keep(survivors)
  }

  /// Where the histories of one world lead.
  private static func histories(
    of world: ExpectedLedger, _ replies: [(Order, SimulatedReply)], at now: Int64, expiringBy candidate: Int64, _ head: Int64?,
    _ mayFail: Bool
  ) throws(Mismatch) -> [ExpectedLedger] {
    var current = [world]
    var position = 0
    while position < replies.count {
      let (order, reply) = replies[position]
      var next: [ExpectedLedger] = []
      if mayFail, reply.code == "not_applied" || reply.code == "ledger_fenced" {
        next = current
        position += 1
      } else if mayFail, reply.code == "outcome_unknown" {
        // What shared a commit was applied together; of several commits the first ones.
        let run = replies[position...].prefix { $0.1.code == "outcome_unknown" }
        for var each in current {
          next.append(each)
          each.expire(by: candidate)
          for (order, _) in run {
            _ = each.reply(to: order, now: now)
            next.append(each)
          }
        }
        position += run.count
      } else {
        var expected: ExpectedReply?
        for var each in current {
          each.expire(by: candidate)
          let prediction = each.reply(to: order, now: now)
          expected = expected ?? prediction
          if prediction.matches(reply) { next.append(each) }
        }
        guard !next.isEmpty else {
          throw Mismatch(
            "\(order.path) key \(order.key) \(order.body ?? "")", expected: expected?.summary ?? "", got: reply.summary)
        }
        position += 1
      }
      current = next
    }
    // Without an order the alarm may have rung or not; and a commit that failed took expiries back.
    let mayExpire = replies.allSatisfy { $0.1.status == 503 }
    var ends = current
    if mayExpire {
      for var each in current where each.nextExpiry ?? .max <= candidate {
        each.expire(by: candidate)
        ends.append(each)
      }
    }
    guard let head else { return ends }
    let fitting = ends.filter { $0.head == head }
    guard !fitting.isEmpty else {
      throw Mismatch("the ledger's head", expected: ends.map { "\($0.head)" }.joined(separator: " or "), got: "\(head)")
    }
    return fitting
  }

  /// The daemon died: any number of the first orders that wait may have been applied. `head` is what was found afterwards.
  mutating func crashed(at moment: Moment, head: Int64) throws(Mismatch) {
    var survivors: [ExpectedLedger] = []
    var heads: Set<Int64> = []
    for world in worlds {
      // With nothing expired, and with what may have expired before the first order.
      for candidate in [nil] + moment.candidates.map(Optional.some) {
        var each = world
        if let candidate {
          guard each.nextExpiry ?? .max <= candidate else { continue }
          each.expire(by: candidate)
        }
        heads.insert(each.head)
        if each.head == head { survivors.append(each) }
        for entry in waiting {
          _ = each.reply(to: entry.order, now: moment.now)
          heads.insert(each.head)
          if each.head == head { survivors.append(each) }
        }
      }
    }
    waiting = []
    guard !survivors.isEmpty else {
      throw Mismatch(
        "the ledger's head after a crash", expected: heads.sorted().map(String.init).joined(separator: " or "), got: "\(head)")
    }
    try keep(survivors)
  }

  /// A question was answered. Where orders were served on the way, `before` is what was true when it began.
  mutating func answered(_ question: Question, _ reply: SimulatedReply, before: [ExpectedLedger]) throws(Mismatch) {
    let fitting = worlds.filter { Self.fits($0, question, reply) }
    if !fitting.isEmpty {
      worlds = fitting
      return
    }
    if before.contains(where: { Self.fits($0, question, reply) }) { return }
    throw Mismatch("GET \(question.target)", expected: Self.answer(worlds[0], question).summary, got: reply.summary)
  }

  /// What must hold in any books: debits equal credits, and what is reserved is what the open holds are.
  func balances() throws(Mismatch) {
    for books in worlds {
      var debits: [String: Int128] = [:]
      var credits: [String: Int128] = [:]
      for (index, account) in books.accounts.enumerated() {
        debits[account.currency, default: 0] += Int128(account.counters.debits)
        credits[account.currency, default: 0] += Int128(account.counters.credits)
        let open = books.holds.values.filter { $0.status == "open" }
        let out = open.filter { $0.debit == index }.reduce(Int64(0)) { $0 + $1.remaining }
        let incoming = open.filter { $0.credit == index }.reduce(Int64(0)) { $0 + $1.remaining }
        guard account.counters.debitsPending == out, account.counters.creditsPending == incoming else {
          throw Mismatch("reservations of \(account.id)", expected: "\(out) and \(incoming)", got: "\(account.counters)")
        }
      }
      if debits != credits { throw Mismatch("the sums", expected: "\(debits)", got: "\(credits)") }
    }
  }

  private static func fits(_ world: ExpectedLedger, _ question: Question, _ reply: SimulatedReply) -> Bool {
    if answer(world, question).matches(reply) { return true }
    switch question {
    case .transactions, .holds: return answer(world, question, promises: true).matches(reply)
    case .account, .accounts, .entries, .statement, .transaction, .hold, .trialBalance, .events: return false
    }
  }

  private static func answer(_ world: ExpectedLedger, _ question: Question, promises: Bool = false) -> ExpectedReply {
    do throws(ExpectedRefusal) {
      return .body(200, try world.answer(question, promises: promises), isReplay: false)
    } catch {
      return .problem(error, isReplay: false)
    }
  }

  /// Histories that came to the same are one.
  private mutating func keep(_ found: [ExpectedLedger]) throws(Mismatch) {
    worlds = []
    for world in found where !worlds.contains(where: { $0.isSame(as: world) }) { worlds.append(world) }
    if worlds.count > 256 { throw Mismatch("histories", expected: "at most 256", got: "\(worlds.count)") }
  }
}

extension ExpectedLedger {
  /// The keys count by name: two refusals leave the same rows and times behind, and are answered differently for ever.
  fileprivate func isSame(as other: ExpectedLedger) -> Bool {
    times == other.times && rows.count == other.rows.count && keys.keys == other.keys.keys
      && zip(rows, other.rows).allSatisfy {
        $0.sequence == $1.sequence && $0.kind == $1.kind && $0.amount == $1.amount && $0.effectiveAt == $1.effectiveAt
      }
  }
}

/// The daemon did something else than the auditor predicted.
struct Mismatch: Error {
  let request: String
  let expected: String
  let got: String

  init(_ request: String, expected: String, got: String) {
    self.request = request
    self.expected = expected
    self.got = got
  }
}
