import LedgerCore
import Threads
import WalletClient

/// The threads that ask, so that the one that draws never waits.
///
/// An ask takes the place of one for the same slot that still waits; changes are never dropped, and go one after the other on a thread
/// of their own, so that a queue of questions does not hold them up.
final class AskPool: Sendable {
  static let threads = 4

  private struct Queue {
    var waiting: [Ask] = []
    var isClosed = false
  }

  private let connector: Connector
  private let mailbox: Mailbox
  private let questions = Monitor(Queue())
  private let changes = Monitor(Queue())

  init(_ connector: Connector, _ mailbox: Mailbox) {
    self.connector = connector
    self.mailbox = mailbox
    for number in 1...AskPool.threads {
      QuietThread.start("ask \(number)") { [self] in run(questions) }
    }
    QuietThread.start("act") { [self] in run(changes) }
  }

  func put(_ ask: Ask) {
    let queue = if case .act = ask.slot { changes } else { questions }
    queue.withLock { queue in
      if ask.slot != .act { queue.waiting.removeAll { $0.slot == ask.slot } }
      queue.waiting.append(ask)
    }
    queue.signal()
  }

  func close() {
    for queue in [questions, changes] {
      queue.withLock { $0.isClosed = true }
      queue.broadcast()
    }
  }

  private func run(_ queue: Monitor<Queue>) {
    let line = connector.connect()
    while true {
      let next: Ask? = queue.wait { queue in
        if queue.isClosed { return .done(nil) }
        return queue.waiting.isEmpty ? .wait(nil) : .done(queue.waiting.removeFirst())
      }
      guard let ask = next else { return }
      let results = ask.results { connector.answer($0, tenant: ask.tenant, on: line) }
      mailbox.put(.answer(Answer(slot: ask.slot, number: ask.number, results: results, at: Clock.now())))
    }
  }
}
