import Synchronization
import Terminal

/// What other threads have for the model. Taken by the thread that owns it, which is woken for it.
final class Mailbox: Sendable {
  let waker = Waker()
  private let messages = Mutex<[Message]>([])

  func put(_ message: Message) {
    messages.withLock { $0.append(message) }
    waker.wake()
  }

  func take() -> [Message] {
    messages.withLock { messages in
      let taken = messages
      messages = []
      return taken
    }
  }
}
