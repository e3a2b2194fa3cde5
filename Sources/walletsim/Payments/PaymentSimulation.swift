import LyingDisk
import Payments
import ProviderWorld
import Storage

/// One seed of payments: clients, customers, two providers that fail in every way, a clock and a disk around one daemon, and an auditor who
/// holds the providers' own book against the daemon's.
///
/// One thread, and no source of time or randomness but the seed: the same seed makes the same trace.
final class PaymentSimulation {
  let seed: UInt64
  let payments: Int
  let plant: PaymentPlant?
  var chance: Chance
  let mix: PaymentMix
  let clock = SimulatedClock()
  let folder: String
  let options: StorageOptions
  var disk: LyingDisk
  var daemon: Daemon
  let line: ProviderLine
  private let setup: ProviderSetup
  /// The disk has failed, or may, in this life.
  var mayFail = false
  var trace = Trace()
  var purchases: [Purchase] = []
  /// Those that somebody does something about still.
  var open: [Int] = []
  var errands: [Errand] = []
  /// What is on its way to the daemon.
  var underWay: [UInt64: Asked] = [:]
  var webhooks: [UInt64: ProviderWorld.Delivery] = [:]
  var tempers: [String: Customer.Temper] = [:]
  var step = 0
  var requests = 0
  var lives = 1
  var counts = Counts()
  /// The planted mistake was made.
  var isPlanted = false

  enum Asked {
    case errand(Int)
    case intent(Int)
    case payment(Int)
  }

  enum Move: CaseIterable {
    case begin, client, again, serve, work, look, line, webhook, customer, tick, wait, crash, restart, fault, outage, bank

    var weight: Int {
      switch self {
      case .begin: 8
      case .client, .serve, .line: 24
      case .work, .look: 12
      case .again, .webhook, .tick: 10
      case .customer: 30
      case .wait: 4
      case .bank: 2
      case .crash, .restart, .fault, .outage: 1
      }
    }
  }

  init(seed: UInt64, payments: Int, plant: PaymentPlant? = nil, folder: String, isVerbose: Bool = false) throws {
    self.seed = seed
    self.payments = payments
    self.plant = plant
    self.folder = folder
    trace.isVerbose = isVerbose
    var chance = Chance(seed: seed ^ 0x9a7)
    let mix = PaymentMix(&chance)
    options = StorageOptions(&chance, clock: clock, bytes: SeededBytes(seed: seed ^ 0x5eed))
    var settings = ProviderAccounts.settings
    (settings.delays.hold, settings.delays.slow) = (mix.hold, mix.slow)
    (settings.retry, settings.confirmation) = (mix.retry, mix.confirmation)
    let line = ProviderLine(
      World(settings, seed: seed, address: "http://127.0.0.1"), seed: seed ^ 0x11e, refusals: mix.refusals, at: clock.wall)
    let mistake = plant.map { PaymentMistake($0) }
    let setup = ProviderAccounts.setup(line, xenditFirst: mix.xenditFirst, returnsFees: mix.returnsFees, mistake: mistake)
    self.setup = setup
    self.line = line
    self.mix = mix
    self.chance = chance
    try Folder.make(folder + "/life1")
    disk = try LyingDisk(at: folder + "/life1", seed: seed)
    daemon = try Daemon(folder: folder + "/life1", options: options, providers: setup)
    let disk = disk
    line.begin { disk.isCrashed }
  }

  // MARK: The run

  func run() throws {
    try prepare()
    var idle = 0
    while purchases.count < payments || !open.isEmpty, idle < 2_000 {
      step += 1
      trace.begin(step: step)
      let move = Move.allCases[chance.weighted(mix.moves)]
      // Nobody waits for ever for what may never come: time does the rest.
      idle = purchases.count < payments ? 0 : idle + 1
      try make(move)
    }
    step += 1
    trace.begin(step: step)
    try finish()
  }

  private func make(_ move: Move) throws {
    switch move {
    case .begin: if purchases.count < payments, open.count < mix.together { try begin() }
    case .client: if let purchase = chance.pick(open) { try client(purchase) }
    case .again: try again()
    case .serve: try serve()
    case .work: try work()
    case .look: try look()
    case .line: try carry()
    case .webhook: try deliver()
    case .customer: customer()
    case .tick: advance(chance.number(0, chance.choose(1_000, 50_000, 900_000)))
    case .wait:
      try pass(
        chance.number(500_000, chance.choose(2_000_000, 2_000_000, 5_000_000, 60_000_000, 60_000_000, 600_000_000, 1_500_000_000))
      )
    case .crash: try crash()
    case .restart: try restart()
    case .fault: if mix.disksFail { armFault() }
    case .outage: outage()
    case .bank: bank()
    }
    // Somebody has looked at a ledger that serves no more.
    if mayFail, !daemon.isServed(ProviderAccounts.tenant), chance.happens(3) { try restart() }
    try mistake()
    for remark in line.takeRemarks() { trace.note(remark) }
  }

  // MARK: What the daemon does

  func serve() throws {
    daemon.serveLedgers()
    try take()
  }

  func work() throws {
    _ = daemon.work()
    try take()
  }

  func look() throws {
    daemon.look()
    try take()
  }

  /// One thing happens on the line.
  @discardableResult func carry() throws -> Bool {
    let hasHappened = line.happen()
    try take()
    return hasHappened
  }

  /// A webhook reaches the daemon.
  @discardableResult func deliver() throws -> Bool {
    guard let delivery = line.webhook() else { return false }
    trace.note("webhook \(delivery.number), attempt \(delivery.attempts): \(delivery.title)")
    if plant == .forgottenWebhook, chance.happens(10) {
      line.ended(delivery, .status(200))
      return true
    }
    let (number, status) = daemon.deliver(delivery.bytes)
    if let status { line.ended(delivery, .status(status)) } else { webhooks[number] = delivery }
    try take()
    return true
  }

  /// Takes what was answered.
  func take() throws {
    for (number, reply) in daemon.replies() { try answered(number, reply) }
    for (number, status) in daemon.webhookReplies() {
      guard let delivery = webhooks.removeValue(forKey: number) else { continue }
      trace.note("webhook \(delivery.number) → \(status)")
      line.ended(delivery, .status(status))
    }
  }

  // MARK: Time

  func advance(_ microseconds: Int64) {
    clock.advance(microseconds)
    line.pass(to: clock.wall)
  }

  /// Time goes on as it does for a daemon that nobody holds up: what is due is done on the way.
  func pass(_ microseconds: Int64) throws {
    trace.note("time goes on by \(microseconds) µs")
    let end = clock.wall + microseconds
    var (pause, calls): (Int64, Int) = (200_000, line.counts.calls)
    while true {
      try settle()
      guard clock.wall < end else { return }
      // What is due and was done nothing about is looked at as often as the daemon would; more rarely where nothing comes of it.
      pause = line.counts.calls == calls ? min(pause * 2, 60_000_000) : 200_000
      calls = line.counts.calls
      let due = daemon.nextDue(of: ProviderAccounts.tenant).map { max($0, clock.wall + pause) }
      let next = [line.next, due, end].compactMap(\.self).min() ?? end
      advance(max(1_000, min(next, end) - clock.wall))
    }
  }

  /// Until nothing is left that can be done at this moment.
  private func settle() throws {
    var isBusy = true
    while isBusy {
      isBusy = false
      try look()
      try serve()
      while daemon.work() { isBusy = true }
      try take()
      while try carry() { isBusy = true }
      while try deliver() { isBusy = true }
      try serve()
      for remark in line.takeRemarks() { trace.note(remark) }
    }
  }

  // MARK: Lives

  func live(in image: String) throws {
    lives += 1
    daemon = try Daemon(folder: image, options: options, providers: setup)
    let disk = disk
    line.begin { disk.isCrashed }
    daemon.serveLedgers()
    if let trouble = daemon.trouble.first { throw Mismatch("opening the ledger", expected: "no trouble", got: trouble) }
  }
}

extension ProviderWorld.Delivery {
  /// As a provider posts it.
  fileprivate var bytes: [UInt8] {
    var head = "POST \(target.path) HTTP/1.1\r\nHost: sim\r\nContent-Type: application/json\r\nContent-Length: \(body.count)\r\n"
    for header in headers { head += "\(header.name): \(header.value)\r\n" }
    return Array((head + "\r\n").utf8) + body
  }
}
