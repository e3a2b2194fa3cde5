import LyingDisk
import Storage

/// One seed: clients, clocks and a disk around one daemon, and an auditor who knows what every reply must be.
///
/// One thread, and no source of time or randomness but the seed: the same seed makes the same trace.
final class Simulation {
  let seed: UInt64
  let steps: Int
  let plant: Plant?
  var chance: Chance
  let mix: Mix
  let clock = SimulatedClock()
  let folder: String
  let options: StorageOptions
  /// The disk of this life: it knows what a power cut would leave.
  var disk: LyingDisk
  var daemon: Daemon
  /// The disk has failed, or may, in this life: 503 is an answer then.
  var mayFail = false
  var trace = Trace()
  var tenants: [SimulatedTenant] = []
  var questions: [UInt64: (tenant: Int, question: Question)] = [:]
  var step = 0
  var requests = 0
  var lives = 1
  var counts = Counts()
  /// Offsets of the wall clock since the daemon opened its ledgers, for what it may believe.
  var offsets: [Int64] = []
  /// Of which file an older copy is kept, and where that ledger stood.
  var olderCopy: (file: String, head: Int64)?
  /// The planted mistake was made.
  var isPlanted = false

  /// What happened how often.
  struct Counts {
    var orders = 0
    var replies = 0
    var replays = 0
    var refusals = 0
    var crashes = 0
    var restarts = 0
    var unanswered = 0
    var applied = 0
    var backups = 0
    var faults = 0

    mutating func add(_ other: Counts) {
      orders += other.orders
      replies += other.replies
      replays += other.replays
      refusals += other.refusals
      crashes += other.crashes
      restarts += other.restarts
      unanswered += other.unanswered
      applied += other.applied
      backups += other.backups
      faults += other.faults
    }
  }

  enum Move: CaseIterable {
    case order, retry, altered, elsewhere, question, hostile, serve, work, tick, wait, jump, crash, restart, fault, heal, backup,
      tenant

    var weight: Int {
      switch self {
      case .order: 40
      case .question: 15
      case .retry, .serve, .work: 8
      case .tick: 10
      case .altered, .wait: 4
      case .elsewhere, .hostile: 3
      case .jump, .crash, .tenant: 1
      case .restart, .fault: 1
      case .heal: 2
      case .backup: 1
      }
    }
  }

  init(seed: UInt64, steps: Int, plant: Plant? = nil, folder: String, isVerbose: Bool = false) throws {
    self.seed = seed
    self.steps = steps
    self.plant = plant
    self.folder = folder
    trace.isVerbose = isVerbose
    chance = Chance(seed: seed)
    mix = Mix(&chance)
    options = StorageOptions(&chance, clock: clock, bytes: SeededBytes(seed: seed ^ 0x5eed))
    offsets = [clock.offset]
    try Folder.make(folder + "/life1")
    disk = try LyingDisk(at: folder + "/life1", seed: seed)
    daemon = try Daemon(folder: folder + "/life1", options: options)
  }

  // MARK: The run

  func run() throws {
    for _ in 0..<mix.tenants { try makeTenant() }
    while step < steps {
      step += 1
      trace.begin(step: step)
      try move(Move.allCases[chance.weighted(mix.moves)])
      while tenants.reduce(questions.count, { $0 + $1.audit.waiting.count }) >= mix.inFlight {
        try serve()
        try work()
      }
    }
    step += 1
    trace.begin(step: step)
    try finish()
  }

  private func move(_ move: Move) throws {
    let tenant = chance.below(tenants.count)
    switch move {
    case .order:
      let order = generator(tenant).order(&chance, key: newKey(tenant))
      try send(order, tenant)
    case .retry: if let order = chance.pick(tenants[tenant].orders) { try send(order, tenant) }
    case .altered:
      if let order = chance.pick(tenants[tenant].orders) { try send(generator(tenant).altered(order, &chance), tenant) }
    case .elsewhere:
      if let order = chance.pick(tenants[chance.below(tenants.count)].orders) { try send(order, tenant) }
    case .question: try ask(generator(tenant).question(&chance, keys: tenants[tenant].orders.map(\.key)), tenant)
    case .hostile: try hostile(tenant)
    case .serve: try serve()
    case .work: try work()
    case .tick: advance(chance.number(0, chance.choose(10, 5_000, 900_000)))
    case .wait: advance(chance.number(1_000_000, chance.choose(2_000_000, 60_000_000, 1_000_000_000)))
    case .jump: if mix.jumps { jump() }
    case .crash: try crash()
    case .restart: try restart()
    case .fault: if mix.faults { armFault() }
    case .heal: disk.heal()
    case .backup: if !mayFail { try backup() }
    case .tenant: if !mayFail { try retryTenant() }
    }
  }

  // MARK: Time

  private func advance(_ microseconds: Int64) {
    clock.advance(microseconds)
    trace.note("time goes on by \(microseconds) µs")
  }

  private func jump() {
    let minute: Int64 = 60_000_000
    let microseconds = chance.choose(1_000, -1_000, minute, -minute, 4 * minute, 20 * minute, -20 * minute, 600 * minute)
    clock.jump(microseconds)
    offsets.append(clock.offset)
    trace.note("the wall clock jumps by \(microseconds) µs")
  }

  /// An engine that doubts a jump forward by more than five minutes goes by the monotonic clock and a difference that it knew.
  var moment: TenantAudit.Moment {
    let (now, offset) = (clock.wall, clock.offset)
    let doubted = offsets.filter { $0 < offset - 5 * 60_000_000 }.map { now - offset + $0 }
    return TenantAudit.Moment(now: now, doubted: Array(Set(doubted)).sorted())
  }

  // MARK: Clients

  func generator(_ tenant: Int) -> Generator {
    var foreign: [String] = []
    for other in tenants.indices where other != tenant {
      let books = tenants[other].audit.likely
      foreign += books.accounts.prefix(2).map(\.id)
      if let first = books.holdOrder.first, let hold = books.holds[first] { foreign.append(hold.id) }
      foreign += books.rows.prefix(1).map { ExpectedText.id("txn_", $0.postedAt, books.tag, $0.first) }
    }
    return Generator(mix: mix, books: tenants[tenant].audit.likely, now: clock.wall, foreign: foreign)
  }

  private func newKey(_ tenant: Int) -> String {
    tenants[tenant].orders.count % 7 == 3 ? "order \(requests)" : "k-\(requests)"
  }

  /// Mostly followed by serving it: how often depends on the seed.
  func send(_ order: Order, _ tenant: Int) throws {
    requests += 1
    counts.orders += 1
    var wired = order
    if plant == .alteredKey, !isPlanted, tenants[tenant].orders.contains(where: { $0.key == order.key }) {
      isPlanted = true
      wired.key = "altered-\(requests)"
    }
    if plant == .doneTwice, !isPlanted, step > steps / 2, case .single(.transfer) = order.work {
      isPlanted = true
      var again = order
      again.key = "again-\(requests)"
      _ = daemon.send(Wire.bytes(again, tenant: tenants[tenant].code, number: 0))
    }
    let bytes = Wire.bytes(wired, tenant: tenants[tenant].code, number: requests)
    trace.note("\(tenants[tenant].code) POST \(order.path) key '\(order.key)' \(order.body ?? "")")
    let (number, reply) = daemon.send(bytes)
    if !tenants[tenant].orders.contains(where: { $0.key == order.key }) { tenants[tenant].orders.append(order) }
    if let reply {
      try answeredAtOnce(order, reply, tenant)
    } else {
      tenants[tenant].audit.waiting.append(TenantAudit.Waiting(number: number, order: order))
      tenants[tenant].unsure.removeAll { $0.key == order.key }
    }
    if chance.happens(mix.eagerness) { try serve() }
    try swallowSync()
  }

  /// The planted broken disk: the sync of one commit answers that all is well, and saves nothing.
  private func swallowSync() throws {
    guard plant == .swallowedSync, !isPlanted, step > steps / 2 else { return }
    isPlanted = true
    try serve()
    disk.fail(disk.count + 1, with: .syncLies, .once)
    try send(Order(key: "swallowed", work: .single(.transfer(Leg(debit: "a", credit: "b", amount: 1), Note()))), 0)
    try serve()
    try crash(leaving: .nothing)
  }

  /// One of the next calls of the disk fails, or all from there on.
  private func armFault() {
    let fault = chance.choose(DiskFault.io, .full, .shortWrite, .syncFails)
    let lasting = chance.choose(DiskFault.Lasting.once, .once, .forGood)
    disk.fail(disk.count + 1 + chance.below(chance.choose(5, 30)), with: fault, lasting)
    mayFail = true
    counts.faults += 1
    trace.note("the disk will fail: \(fault), \(lasting)")
  }

  /// Too many wait, or the account of a change is not there.
  private func answeredAtOnce(_ order: Order, _ reply: SimulatedReply, _ tenant: Int) throws {
    trace.note("→ \(reply.summary)")
    counts.replies += 1
    if reply.code == "not_applied", isFull(tenant) { return }
    // A ledger that a broken disk kept from being opened.
    if mayFail, reply.status == 503 { return }
    if case .single(.change(let account, .some(let currency), _)) = order.work, reply.code == "account_not_found",
      case .nothing = tenants[tenant].audit.likely.named(account, currency)
    {
      return
    }
    throw Mismatch("POST \(order.path) \(order.body ?? "")", expected: "an answer from the ledger", got: reply.summary)
  }

  /// So many requests wait for a tenant's ledger, open or closed, that one more may be refused.
  private func isFull(_ tenant: Int) -> Bool {
    tenants[tenant].audit.waiting.count + questions.values.count { $0.tenant == tenant } >= options.waitingSubmissions
  }

  func ask(_ question: Question, _ tenant: Int) throws {
    requests += 1
    trace.note("\(tenants[tenant].code) GET \(question.target)")
    let (number, reply) = daemon.send(Wire.bytes(question, tenant: tenants[tenant].code, number: requests))
    if let reply {
      if reply.code == "not_applied", isFull(tenant) { return trace.note("→ \(reply.summary)") }
      try answered(question, reply, tenant, before: nil)
    } else {
      questions[number] = (tenant, tenants[tenant].audit.likely.resolved(question))
    }
  }

  func answered(_ question: Question, _ reply: SimulatedReply, _ tenant: Int, before: Before?) throws {
    let reply = planted(reply)
    trace.note("→ \(reply.summary)")
    counts.replies += 1
    if let before, before.isFull, reply.code == "not_applied" { return }
    if mayFail, reply.status == 503 { return }
    if mayFail {
      // A fenced ledger shows what it knew last: that settles no outcome that is unknown.
      var audit = tenants[tenant].audit
      try audit.answered(question, reply, before: before?.worlds ?? [])
    } else {
      try tenants[tenant].audit.answered(question, reply, before: before?.worlds ?? [])
    }
    // A page leads to the next one.
    if reply.status == 200, chance.happens(60), let cursor = reply.cursor,
      let next = Generator.next(question, cursor: cursor)
    {
      try ask(next, tenant)
    }
  }

  private func hostile(_ tenant: Int) throws {
    requests += 1
    let request = HostileRequests.pick(&chance, tenant: tenants[tenant].code, number: requests)
    trace.note("hostile: \(String(decoding: request.bytes.prefix(400), as: UTF8.self))")
    let (number, atOnce) = daemon.send(request.bytes)
    // Where its tenant's ledger is closed, it is looked at when that is open.
    let reply = try atOnce ?? awaited(number)
    trace.note("→ \(reply.status) \(reply.code ?? "")")
    if reply.code == "not_applied", isFull(tenant) { return }
    if mayFail, reply.status == 503 { return }
    guard reply.status == request.status, reply.code == request.code else {
      throw Mismatch(
        String(decoding: request.bytes.prefix(400), as: UTF8.self), expected: "\(request.status) \(request.code)",
        got: reply.summary)
    }
  }

  /// The reply as the client gets it.
  func planted(_ reply: SimulatedReply) -> SimulatedReply {
    guard plant == .changedField, !isPlanted, step > steps / 2, reply.status < 300 else { return reply }
    let body = reply.body.replacing("\"available\":", with: "\"available\":9", maxReplacements: 1)
    guard body != reply.body else { return reply }
    isPlanted = true
    return SimulatedReply(status: reply.status, isReplay: reply.isReplay, body: body)
  }
}

/// A tenant, its clients' memory, and its auditor.
struct SimulatedTenant {
  let code: String
  /// The reply to its creation.
  let made: String
  var audit: TenantAudit
  /// Every order that was ever sent, once.
  var orders: [Order] = []
  /// Orders whose outcome nobody knows: their daemon died.
  var unsure: [Order] = []
}
