import HTTPServer
import JSON
import LedgerCore
import Payments
import ProviderWorld
import Synchronization

/// What lies between the daemon and the simulated providers: it carries calls there, answers back and webhooks in, late, broken off or not at
/// all. Nothing on it moves but when it is told to.
///
/// Sendable, because the daemon's rooms hand it about; it is used by one thread.
final class ProviderLine: Sendable {
  /// Microseconds after which the daemon gives a call up, as walletd does.
  private static let patience: Int64 = 10_000_000

  fileprivate struct Pending {
    let answer: @Sendable (ProviderAnswer) -> Void
  }

  fileprivate struct Event {
    enum What {
      /// A call reaches the provider.
      case call(Int, Call)
      /// What the daemon sees of it, unless it has seen something before.
      case answer(Int, ProviderAnswer)
    }

    let at: Int64
    let number: Int
    let what: What
  }

  /// How a daemon's life may have ended for what it sends.
  fileprivate struct Life {
    var isOver: @Sendable () -> Bool
    /// It has closed its line, and answers itself.
    var isClosed = false
  }

  fileprivate struct State {
    var world: World
    var chance: Chance
    var now: Int64
    var life = Life(isOver: { false })
    /// Calls in a thousand that find nobody.
    var refusals: Int
    var pending: [Int: Pending] = [:]
    var events: [Event] = []
    var numbers = 0
    var webhooks = DeliveryQueue()
    /// When a webhook came to be, by its number.
    var born: [Int: Int64] = [:]
    /// Of each charge, the newest moment of which a webhook was taken.
    var told: [String: Int64] = [:]
    var remarks: [String] = []
    var counts = Counts()
  }

  /// What happened how often.
  struct Counts: Sendable {
    var calls = 0
    var faults = 0
    var webhooks = 0
    var toldAgain = 0

    mutating func add(_ other: Counts) {
      calls += other.calls
      faults += other.faults
      webhooks += other.webhooks
      toldAgain += other.toldAgain
    }
  }

  private let state: Mutex<State>

  init(_ world: World, seed: UInt64, refusals: Int, at now: Int64) {
    state = Mutex(State(world: world, chance: Chance(seed: seed), now: now, refusals: refusals))
  }

  // MARK: Looking

  var book: ProviderWorld.Book { state.withLock { $0.world.book } }
  var counts: Counts { state.withLock { $0.counts } }

  /// Nothing is on its way, in either direction.
  var isQuiet: Bool { state.withLock { $0.pending.isEmpty && $0.webhooks.isIdle } }

  /// What is to be noted since the last time.
  func takeRemarks() -> [String] {
    state.withLock { state in
      defer { state.remarks = [] }
      return state.remarks
    }
  }

  /// When the next thing happens by itself, in microseconds of the wall clock; nil: never.
  var next: Int64? {
    state.withLock { state in
      [
        state.events.map(\.at).min(), state.webhooks.next.map { $0 * 1_000 }, state.world.nextMoment?.microseconds,
      ].compactMap(\.self).min()
    }
  }

  // MARK: Time

  func pass(to now: Int64) {
    state.withLock { state in
      state.now = now
      state.world.pass(to: Timestamp(microseconds: now))
      state.collect()
    }
  }

  // MARK: Calls

  /// A daemon begins.
  func begin(isOver: @escaping @Sendable () -> Bool) { state.withLock { $0.life = Life(isOver: isOver) } }

  func send(_ request: ProviderRequest, _ answer: @escaping @Sendable (ProviderAnswer) -> Void) {
    let isClosed = state.withLock { state in
      // Who is dead sends nothing any more.
      guard !state.life.isOver() else { return false }
      guard !state.life.isClosed else { return true }
      state.send(request, Pending(answer: answer), patience: ProviderLine.patience)
      return false
    }
    if isClosed { answer(.notSent("the client is closed")) }
  }

  /// Lets one of the things happen that are due; false where none is.
  func happen() -> Bool {
    let (hasHappened, answer): (Bool, (Pending, ProviderAnswer)?) = state.withLock { $0.happen() }
    if let (pending, what) = answer { pending.answer(what) }
    return hasHappened
  }

  /// The daemon is gone. Of what it sent just now some arrives all the same.
  func cutOff() {
    state.withLock { state in
      state.pending = [:]
      state.events = state.events.filter { event in
        if case .call = event.what { state.chance.happens(50) } else { false }
      }
    }
  }

  /// The daemon closes its line: what is on its way is broken off, and nothing is sent any more.
  func close() {
    let broken = state.withLock { state in
      defer { state.pending = [:] }
      state.life.isClosed = true
      return state.pending.keys.sorted().compactMap { state.pending[$0] }
    }
    for pending in broken { pending.answer(.interrupted("the client was closed")) }
  }

  // MARK: Webhooks

  /// The next webhook that is due; `ended` must be told what became of it.
  func webhook() -> ProviderWorld.Delivery? {
    state.withLock { state in
      var delivery = state.webhooks.take(now: state.now / 1_000).delivery
      delivery?.attempts += 1
      return delivery
    }
  }

  func ended(_ delivery: ProviderWorld.Delivery, _ outcome: RetrySchedule.Outcome) {
    state.withLock { state in
      state.counts.webhooks += 1
      state.webhooks.done(delivery.lane)
      if case .status(200...299) = outcome {
        state.told[delivery.lane] = max(state.told[delivery.lane] ?? 0, state.born[delivery.number] ?? 0)
      }
      let base = state.world.settings.retry
      if let wait = RetrySchedule.wait(delivery.provider, after: outcome, attempts: delivery.attempts, base: base) {
        state.webhooks.add(delivery, due: state.now / 1_000 + wait)
      }
    }
  }

  /// People at the providers send again what was lost for ever: notices of charges of whose last change nobody was told. Answers how many.
  func tellAgain() -> Int {
    let lost = state.withLock { state in
      state.world.book.charges.filter { (state.told[$0.id] ?? 0) < $0.updated.microseconds }.map(\.id)
    }
    for id in lost { act("notify", ["id": .string(id)]) }
    state.withLock { $0.counts.toldAgain += lost.count }
    return lost.count
  }

  // MARK: Customers and faults

  /// What a customer, a bank or whoever looks at the simulator does; false where it cannot be done.
  @discardableResult func act(_ word: String, _ body: JSONValue) -> Bool {
    state.withLock { state in
      let call = Call(.post, "/_sim/" + word, bytes: body.encode())
      let answer = state.world.react(to: call, at: Timestamp(microseconds: state.now)).answer
      state.remarks.append("\(word) \(body) → \(answer.status)")
      state.collect()
      return answer.status < 300
    }
  }

  func heal() {
    state.withLock { state in
      _ = state.world.react(to: Call(.delete, "/_sim/faults"), at: Timestamp(microseconds: state.now))
      state.refusals = 0
    }
  }
}

extension ProviderLine.State {
  fileprivate mutating func send(_ request: ProviderRequest, _ it: ProviderLine.Pending, patience: Int64) {
    numbers += 1
    counts.calls += 1
    pending[numbers] = it
    remarks.append("call \(numbers): \(request.method.rawValue) \(request.path) \(String(decoding: request.body, as: UTF8.self))")
    guard chance.below(1_000) >= refusals else {
      counts.faults += 1
      return add(.answer(numbers, .notSent("connection refused")), after: chance.number(0, 50_000))
    }
    add(.call(numbers, Call(request)), after: chance.number(100, chance.choose(2_000, 200_000, 2_000_000)))
    add(.answer(numbers, .interrupted("no answer in time")), after: patience)
  }

  private mutating func add(_ what: ProviderLine.Event.What, after microseconds: Int64) {
    numbers += 1
    events.append(ProviderLine.Event(at: now + microseconds, number: numbers, what: what))
  }

  /// Any of those that are due, mostly the first.
  fileprivate mutating func happen() -> (Bool, (ProviderLine.Pending, ProviderAnswer)?) {
    let due = events.indices.filter { events[$0].at <= now }.sorted {
      (events[$0].at, events[$0].number) < (events[$1].at, events[$1].number)
    }
    guard let place = chance.happens(80) ? due.first : chance.pick(due) else { return (false, nil) }
    switch events.remove(at: place).what {
    case .call(let number, let call): arrive(number, call)
    case .answer(let number, let answer):
      guard let it = pending.removeValue(forKey: number) else { return (true, nil) }
      remarks.append("answer \(number): \(answer.line)")
      return (true, (it, answer))
    }
    return (true, nil)
  }

  private mutating func arrive(_ number: Int, _ call: Call) {
    let reaction = world.react(to: call, at: Timestamp(microseconds: now))
    let answer = ProviderAnswer.answered(status: Int(reaction.answer.status), body: reaction.answer.bytes)
    let way = chance.number(100, chance.choose(2_000, 100_000))
    switch reaction.manner {
    case .answer: add(.answer(number, answer), after: way)
    case .answerAfter(let milliseconds): add(.answer(number, answer), after: milliseconds * 1_000 + way)
    case .cutAfter(let milliseconds): add(.answer(number, .interrupted("connection reset")), after: milliseconds * 1_000 + way)
    }
    collect()
  }

  /// What the world has to tell goes on its way.
  fileprivate mutating func collect() {
    let time = Timestamp(microseconds: now)
    for delivery in world.takeOvertaken(at: time) + world.takeDeliveries(at: time) {
      if born[delivery.number] == nil { born[delivery.number] = now }
      webhooks.add(delivery, due: now / 1_000 + delivery.delay)
    }
    counts.faults += world.remarks.count
    remarks += world.remarks
    world.remarks = []
  }
}

extension ProviderAnswer {
  /// As the trace has it.
  fileprivate var line: String {
    switch self {
    case .answered(let status, let body): "\(status) \(String(decoding: body, as: UTF8.self))"
    case .notSent(let why): "not sent: \(why)"
    case .interrupted(let why): "interrupted: \(why)"
    }
  }
}

extension Call {
  fileprivate init(_ request: ProviderRequest) {
    let parts = request.path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var headers: [String: String] = [:]
    for header in request.headers { headers[header.name] = header.value }
    self.init(
      request.method == .get ? .get : .post, String(parts[0]), query: parts.count == 2 ? String(parts[1]) : "", headers: headers,
      bytes: request.body)
  }
}
