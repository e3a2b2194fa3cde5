import JSON
import LyingDisk
import ProviderWorld
import Synchronization

/// Ends and beginnings: crashes, restarts, and the time after which everything must be final.
extension PaymentSimulation {
  // MARK: Crashes

  /// The power is cut, while the daemon serves or between two things that happen; what the disk holds then is all that is left.
  func crash() throws {
    counts.crashes += 1
    let isInside = chance.happens(75)
    if isInside {
      let last = disk.count + 1 + chance.below(chance.choose(4, 12, 60))
      disk.crash(at: last)
      for _ in 0..<12 where !disk.isCrashed { try lastMove(last) }
    }
    disk.crash(at: disk.count)
    let left = chance.pick(Survival.all) ?? .nothing
    trace.note("crash \(isInside ? "inside" : "between"), left: \(left)")
    let image = "\(folder)/life\(lives + 1)"
    try disk.image(left, seed: chance.next(), to: image)
    line.cutOff()
    daemon.stop()
    _ = daemon.replies()
    try begin(image)
  }

  /// Something happens while the power may go at any call of the disk. What was answered before it went has perhaps arrived.
  private func lastMove(_ last: Int) throws {
    let answered = Box(Mutex<Int?>(nil))
    let count = daemon.countReplies
    disk.observe { done in
      if done >= last { answered.value.withLock { $0 = $0 ?? count() } }
    }
    switch chance.below(5) {
    case 0: _ = daemon.work()
    case 1: daemon.look()
    case 2: _ = line.happen()
    default: daemon.serveLedgers()
    }
    disk.observe { _ in }
    guard disk.isCrashed else { return try take() }
    let most = answered.value.withLock { $0 } ?? daemon.countReplies()
    for (number, reply) in daemon.replies().prefix(chance.below(most + 1)) { try self.answered(number, reply) }
  }

  /// The old daemon is gone with its files, and some time later another one begins.
  private func begin(_ image: String) throws {
    for index in errands.indices { errands[index].underWay = 0 }
    underWay = [:]
    for number in webhooks.keys.sorted() {
      if let delivery = webhooks[number] { line.ended(delivery, .failed("the connection ended without a reply")) }
    }
    webhooks = [:]
    try Folder.remove(daemon.folder)
    try downtime()
    disk = try LyingDisk(at: image, seed: chance.next())
    mayFail = false
    try live(in: image)
    for remark in line.takeRemarks() { trace.note(remark) }
    if chance.happens(25) { try checkpoint() }
  }

  /// Nobody is there: calls that were on their way arrive, webhooks do not.
  private func downtime() throws {
    for _ in 0..<chance.choose(0, 0, 1, 3) {
      advance(chance.number(0, chance.choose(50_000, 2_000_000, 30_000_000)))
      while line.happen() {}
      while let delivery = line.webhook() { line.ended(delivery, .failed("nobody there")) }
    }
  }

  // MARK: Clean restarts

  /// The daemon stops as it is told and starts again.
  func restart() throws {
    counts.restarts += 1
    trace.note("restart")
    disk.heal()
    line.close()
    daemon.stop()
    for (number, reply) in daemon.replies() { try answered(number, reply) }
    let image = "\(folder)/life\(lives + 1)"
    try disk.image(chance.pick(Survival.all) ?? .nothing, seed: chance.next(), to: image)
    line.cutOff()
    try begin(image)
  }

  // MARK: The end

  /// Nothing goes wrong any more, and time passes, until everything is final; then the books are compared.
  func finish() throws {
    line.heal()
    disk.heal()
    if mayFail { try restart() }
    disk.heal()
    try rest()
    while line.tellAgain() > 0 { try rest() }
    try sayTheSame()
    let audit = try PaymentAudit(self)
    if let finding = audit.findings.first {
      throw Mismatch("the books", expected: "the providers' own", got: "\(audit.findings.count) differences: \(finding)")
    }
    counts.add(audit)
    counts.payments = purchases.count
    counts.line = line.counts
    guard let path = daemon.ledgerPath(of: ProviderAccounts.tenant), daemon.stop() else {
      throw Mismatch("stopping", expected: "a clean stop", got: "an error")
    }
    try PaymentAudit.verify(path)
    trace.note("the end, \(audit.summary)")
  }

  private func rest() throws {
    var seconds: Int64 = 30
    for round in 1...24 {
      trace.note("rest \(round)")
      for index in errands.indices where errands[index].answer == nil && errands[index].underWay == 0 { try send(index) }
      try pass(seconds * 1_000_000)
      if round > 6 { _ = line.tellAgain() }
      try closeAuthorizations()
      seconds = min(seconds * 2, 86_400)
      if try unfinished().isEmpty { return }
    }
    let open = try unfinished()
    throw Mismatch(
      "the end", expected: "every payment in a final state", got: "\(open.count) open: \(open.prefix(3).joined(separator: "\n"))")
  }

  /// What somebody waits for still.
  private func unfinished() throws -> [String] {
    let unanswered = errands.filter { $0.answer == nil }.map { "'\($0.key)' \($0.path) is not answered" }
    return try unanswered + PaymentAudit.open(self)
  }

  /// Shops take what was authorized, or free it; some forget it, until the bank does.
  private func closeAuthorizations() throws {
    for charge in line.book.charges where charge.state == .captured { line.act("settle", ["id": .string(charge.id)]) }
    for status in ["authorized", "partially_captured"] {
      for payment in try list("/v1/payments?status=\(status)") where chance.happens(60) {
        guard let id = payment["payment_id"]?.stringValue, let intent = payment["payment_intent_id"]?.stringValue,
          let purchase = purchases.firstIndex(where: { $0.intent == intent })
        else { continue }
        try chance.happens(50) ? capture(purchase, id) : ask(purchase, "/v1/payments/\(id)/void", "{}")
      }
    }
  }

  /// Every request of all time, asked once more: `answered` holds the answer against the first one.
  private func sayTheSame() throws {
    for index in errands.indices {
      try send(index)
      try serve()
      while daemon.work() { try take() }
      guard errands[index].underWay == 0 else {
        throw Mismatch("'\(errands[index].key)' again", expected: "an answer at once", got: "none")
      }
    }
  }

  // MARK: Looking

  /// Between lives: nobody has money that the providers do not know of.
  private func checkpoint() throws {
    if let finding = try PaymentAudit(self).invented.first {
      throw Mismatch("the books after a crash", expected: "no money", got: finding)
    }
  }

  /// All of a list's pages.
  func list(_ path: String) throws -> [JSONValue] {
    var found: [JSONValue] = []
    var cursor: String?
    repeat {
      let query = (path.contains("?") ? "&" : "?") + "limit=100" + (cursor.map { "&cursor=" + $0 } ?? "")
      let reply = try awaited(Wire.bytes("GET", path + query, tenant: ProviderAccounts.tenant, number: 0))
      guard reply.status == 200 else { throw Mismatch("GET \(path)", expected: "200", got: reply.summary) }
      found += reply.json["data"]?.arrayValue ?? []
      cursor = reply.cursor
    } while cursor != nil
    return found
  }

  /// Asks, and lets the daemon do what it must until it answers.
  func awaited(_ bytes: [UInt8]) throws -> SimulatedReply {
    let (number, atOnce) = daemon.send(bytes)
    if let atOnce { return atOnce }
    while true {
      daemon.serveLedgers()
      var replies = daemon.replies()
      if replies.isEmpty {
        guard daemon.work() else { throw Mismatch("request \(number)", expected: "an answer", got: "none") }
        replies = daemon.replies()
      }
      var found: SimulatedReply?
      for (other, reply) in replies {
        if other == number { found = reply } else { try answered(other, reply) }
      }
      if let found { return found }
    }
  }
}
