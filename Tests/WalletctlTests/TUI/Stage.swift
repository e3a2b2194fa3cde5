import JSON
import LedgerCore
import Terminal
import Testing
import WalletClient

@testable import walletctl

/// A model on a stage: effects are done at once against a daemon on paper, time stands still unless it is moved, frames are text.
struct Stage {
  var model: Model
  var daemon = PaperDaemon()
  /// Everything that was asked for, in order.
  private(set) var asked: [(request: ClientRequest, tenant: String?)] = []
  private(set) var written: [(path: String, bytes: [UInt8])] = []
  private(set) var hasQuit = false
  private(set) var followed: [String?] = []
  /// Effects that wait until `answer` lets them go on.
  var isHeld = false
  private var held: [Ask] = []

  init(
    _ columns: Int = 80, _ rows: Int = 24, tenant: String? = "toko", ascii: Bool = false, fixed: Bool = false,
    searched: Int = Gathering.mostRead, start: String? = nil,
    daemon: PaperDaemon = PaperDaemon()
  ) {
    var settings = Model.Settings()
    settings.socketPath = "/run/walletd/control.sock"
    settings.isASCII = ascii
    settings.searchedRows = searched
    settings.hasFixedTenant = fixed
    model = Model(
      settings: settings, size: TerminalSize(columns: columns, rows: rows), now: PaperDaemon.now, theme: .dark, tenant: tenant)
    self.daemon = daemon
    perform(model.start(start))
  }

  var frame: String { Painter.frame(model).text }

  /// Line `number` of the frame, from 0.
  func line(_ number: Int) -> String {
    let lines = frame.split(separator: "\n", omittingEmptySubsequences: false)
    return String(lines[number < 0 ? lines.count - 1 + number : number])
  }

  mutating func press(_ keys: TerminalInput.Key...) { for key in keys { hear(.input(.key(key))) } }

  mutating func type(_ text: String) { for scalar in text.unicodeScalars { press(.character(scalar)) } }

  mutating func hear(_ message: Message) { perform(model.update(message)) }

  /// Lets so many seconds pass, one tick each.
  mutating func wait(seconds: Int64) {
    for _ in 0..<seconds { hear(.tick(model.now.adding(seconds: 1))) }
  }

  /// Answers some of what was held back, in the order that is given: places in the order of asking. The others go on waiting.
  mutating func answer(_ order: [Int]) {
    let waiting = held
    guard order.allSatisfy({ waiting.indices.contains($0) }) else {
      Issue.record("only \(waiting.count) asks are held back")
      return
    }
    held = waiting.enumerated().filter { !order.contains($0.offset) }.map(\.element)
    for place in order { answer(waiting[place]) }
  }

  var heldCount: Int { held.count }

  private mutating func perform(_ effects: [walletctl.Effect]) {
    for effect in effects {
      switch effect {
      case .ask(let ask):
        for request in ask.requests { asked.append((request, ask.tenant)) }
        if isHeld { held.append(ask) } else { answer(ask) }
      case .actIntoFile(let ask, let path):
        for request in ask.requests { asked.append((request, ask.tenant)) }
        written.append((path, []))
        answer(ask)
      case .follow(let tenant): followed.append(tenant)
      case .examine:
        hear(
          .findings(
            [
              Diagnosis(name: "daemon", state: .ok, seen: "answers at /run/walletd/control.sock", todo: ""),
              Diagnosis(name: "backup", state: .warn, seen: "the last one is 9 days old", todo: "walletctl backup --to DIR"),
              Diagnosis(name: "disk", state: .fail, seen: "98 % full", todo: "make room"),
            ], at: model.now))
      case .write(let path, let bytes):
        written.append((path, bytes))
        hear(.wrote(.success(path)))
      case .quit: hasQuit = true
      case .restyle, .redraw: break
      }
    }
  }

  private mutating func answer(_ ask: Ask) {
    let results = ask.results { daemon.answer($0) }
    hear(.answer(Answer(slot: ask.slot, number: ask.number, results: results, at: model.now)))
  }
}
