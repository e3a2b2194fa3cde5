import HTTPServer
import JSON
import LedgerCore
import ProviderWorld
import Synchronization

/// The simulator on its socket: calls go to the `World`, one at a time, and what it decides is carried out.
final class Service: HTTPHandler {
  /// Milliseconds between looks at what time alone has brought about.
  private static let tick: Int64 = 50
  private static let keptAttempts = 1_000

  private let world: Mutex<World>
  private let clock: SimulatorClock
  private let agenda: Agenda
  private let log: Log
  /// Set once, before the first call: the courier reports to the service that sends by it.
  private let courier = Mutex<Courier?>(nil)

  init(_ world: World, clock: SimulatorClock, log: Log) {
    let retry = world.settings.retry
    self.world = Mutex(world)
    self.clock = clock
    self.log = log
    agenda = Agenda(clock: clock)
    let courier = Courier(clock: clock, retry: retry) { [weak self] in self?.note($0, $1, next: $2) }
    self.courier.withLock { $0 = courier }
  }

  func start() {
    agenda.start()
    courier.withLock { $0 }?.start()
    agenda.after(Service.tick) { [self] in look() }
  }

  func handle(_ request: HTTPRequest, _ responder: HTTPResponder) {
    let call = Call(request)
    let reaction = turn { world, now in world.react(to: call, at: now) }
    log.debug("\(call.method.name) /\(call.path.joined(separator: "/")) → \(reaction.answer.status), \(reaction.manner)")
    let response = reaction.answer.response
    switch reaction.manner {
    case .answer: responder.send { response }
    case .answerAfter(let milliseconds): agenda.after(milliseconds) { responder.send { response } }
    case .cutAfter(0): responder.cut()
    case .cutAfter(let milliseconds): agenda.after(milliseconds) { responder.cut() }
    }
  }

  func answer(to failure: HTTPFailure) -> HTTPResponse {
    Answer.problem(failure.status, failure.sentence).response
  }

  private func look() {
    turn { world, now in world.pass(to: now) }
    agenda.after(Service.tick) { [self] in look() }
  }

  /// One turn of the world, and the webhooks that come of it.
  private func turn<Result: Sendable>(_ body: (inout World, Timestamp) -> Result) -> Result {
    let (result, deliveries, remarks) = world.withLock { world in
      let now = clock.now().adding(seconds: world.ahead)
      let result = body(&world, now)
      let deliveries = world.takeOvertaken(at: now) + world.takeDeliveries(at: now)
      defer { world.remarks = [] }
      return (result, deliveries, world.remarks)
    }
    for remark in remarks { log.line(remark) }
    courier.withLock { $0 }?.send(deliveries)
    return result
  }

  private func note(_ delivery: Delivery, _ outcome: RetrySchedule.Outcome, next: Int64?) {
    let word: String
    switch outcome {
    case .status(let status): word = "\(status)"
    case .failed(let reason): word = reason
    }
    log.debug("webhook \(delivery.number) \(delivery.provider.rawValue) \(delivery.title), attempt \(delivery.attempts): \(word)")
    world.withLock { world in
      world.attempts.append([
        "number": .integer(Int64(delivery.number)), "provider": .string(delivery.provider.rawValue),
        "title": .string(delivery.title), "attempt": .integer(Int64(delivery.attempts)), "outcome": .string(word),
        "next_after": next.map { .integer($0) } ?? .null,
      ])
      if world.attempts.count > Service.keptAttempts { world.attempts.removeFirst(world.attempts.count - Service.keptAttempts) }
    }
  }
}
