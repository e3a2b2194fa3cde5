import Glibc
import JSON
import LedgerCore
import Terminal
import WalletClient

/// The terminal as it runs: inputs and answers go into the model, frames come out, effects are done. The only place where all of it meets.
final class TerminalProgram {
  private let terminal: Terminal
  private let connector: Connector
  private let mailbox: Mailbox
  private let pool: AskPool
  private let feed: any LiveFeed
  private let examination: Examination
  private var model: Model
  private var isDone = false

  init(
    _ terminal: Terminal, _ connector: Connector, model: Model, mailbox: Mailbox, feed: any LiveFeed,
    examination: @escaping Examination
  ) {
    self.terminal = terminal
    self.connector = connector
    self.model = model
    self.mailbox = mailbox
    self.feed = feed
    self.examination = examination
    pool = AskPool(connector, mailbox)
  }

  /// Returns when somebody has had enough; with what there is left to say.
  func run(_ command: String?) -> CommandFailure? {
    defer {
      pool.close()
      feed.close()
      terminal.close()
    }
    terminal.use(model.theme.styles(colors: terminal.capabilities.colors))
    perform(model.start(command))
    var nextTick = Clock.milliseconds() + 1_000
    while !isDone {
      terminal.draw(Painter.frame(model))
      let wait = max(0, nextTick - Clock.milliseconds())
      for input in terminal.next(within: Int(wait), waker: mailbox.waker) where !isDone { hear(.input(input)) }
      for message in mailbox.take() where !isDone { hear(message) }
      if Clock.milliseconds() >= nextTick {
        nextTick = Clock.milliseconds() + 1_000
        hear(.tick(Clock.now()))
      }
    }
    return model.partingWords
  }

  private func hear(_ message: Message) {
    if case .input(.woken) = message { return }
    model.now = max(model.now, Clock.now())
    perform(model.update(message))
  }

  private func perform(_ effects: [Effect]) {
    for effect in effects {
      switch effect {
      case .ask(let ask): pool.put(ask)
      case .follow(let tenant): feed.follow(tenant)
      case .examine:
        let (examination, mailbox) = (examination, mailbox)
        QuietThread.start("doctor") { mailbox.put(.findings(examination(), at: Clock.now())) }
      case .write(let path, let bytes): mailbox.put(.wrote(NewFile.write(bytes, path)))
      case .actIntoFile(let ask, let path): SecretAct.start(ask, into: path, connector, mailbox)
      case .restyle: terminal.use(model.theme.styles(colors: terminal.capabilities.colors))
      case .redraw: terminal.forget()
      case .quit: isDone = true
      }
    }
  }
}

/// A new file that only its owner reads; one that is there is left alone.
enum NewFile {
  static func write(_ bytes: [UInt8], _ path: String) -> Result<String, Trouble> {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      let reason = String(cString: strerror(errno))
      return .failure(
        Trouble("\(Plain.text(path)) cannot be made: \(reason).", todo: errno == EEXIST ? "Choose another name." : ""))
    }
    defer { close(descriptor) }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let reason = String(cString: strerror(errno))
        unlink(path)
        return .failure(Trouble("\(Plain.text(path)) cannot be written: \(reason)."))
      }
      written += count
    }
    return .success(Plain.text(path))
  }
}
