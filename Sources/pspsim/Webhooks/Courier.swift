import ProviderWorld
import Threads

/// Carries webhooks, several at a time: a receiver that does not answer holds up only its own charge.
final class Courier: Sendable {
  private static let threads = 4

  private let queue = Monitor(DeliveryQueue())
  private let clock: SimulatorClock
  /// Milliseconds of the first wait between attempts.
  private let retry: Int64
  /// Is told of every attempt, on the courier's threads.
  private let report: @Sendable (Delivery, RetrySchedule.Outcome, _ next: Int64?) -> Void

  init(
    clock: SimulatorClock, retry: Int64, report: @escaping @Sendable (Delivery, RetrySchedule.Outcome, Int64?) -> Void
  ) {
    self.clock = clock
    self.retry = retry
    self.report = report
  }

  func send(_ deliveries: [Delivery]) {
    guard !deliveries.isEmpty else { return }
    let now = clock.milliseconds()
    queue.withLock { queue in
      for delivery in deliveries { queue.add(delivery, due: now + delivery.delay) }
    }
    queue.broadcast()
  }

  func start() {
    for number in 1...Courier.threads {
      Thread.start("courier \(number)") { [self] in while true { carry(next()) } }.detach()
    }
  }

  private func next() -> Delivery {
    queue.wait { queue in
      let (delivery, wait) = queue.take(now: self.clock.milliseconds())
      if let delivery { return .done(delivery) }
      return .wait(wait.map { $0 * 1_000 })
    }
  }

  private func carry(_ delivery: Delivery) {
    var delivery = delivery
    delivery.attempts += 1
    let outcome = WebhookClient.post(delivery)
    let wait = RetrySchedule.wait(delivery.provider, after: outcome, attempts: delivery.attempts, base: retry)
    let due = wait.map { clock.milliseconds() + $0 }
    queue.withLock { queue in
      queue.done(delivery.lane)
      if let due { queue.add(delivery, due: due) }
    }
    queue.broadcast()
    report(delivery, outcome, wait)
  }
}
