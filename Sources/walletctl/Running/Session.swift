import JSON
import LedgerCore
import Sodium
import WalletClient

/// One run of one command: what it was told, the daemon, and where its results go.
final class Session {
  let invocation: Invocation
  let environment: [String: String]
  let output: Output
  let streams: any Streams
  /// The key a change is sent with: the one that was given, or a fresh one.
  private(set) lazy var key: String = invocation.value("key") ?? Session.freshKey()
  let socketPath: String
  /// Seconds that an answer is waited for.
  let timeout: Int
  private var connection: WalletConnection?

  init(_ invocation: Invocation, environment: [String: String], streams: any Streams) throws(CommandFailure) {
    self.invocation = invocation
    self.environment = environment
    self.streams = streams
    output = try Session.output(invocation, environment, streams)
    socketPath = invocation.value("socket") ?? Session.nonempty(environment["WALLETD_SOCKET"]) ?? "/run/walletd/control.sock"
    let seconds = invocation.value("timeout") ?? "60"
    guard let timeout = Int(seconds), (1...86_400).contains(timeout) else {
      throw .usage("--timeout is a number of seconds, 1 to 86400, not '\(seconds)'")
    }
    self.timeout = timeout
  }

  var isMinor: Bool { invocation.has("minor") }
  var isQuiet: Bool { invocation.has("quiet") }
  /// What the command line says, else the environment; a command about all tenants listens to the command line alone.
  var tenant: String? {
    invocation.value("tenant") ?? (isAboutAllTenants ? nil : Session.nonempty(environment["WALLETD_TENANT"]))
  }
  var isAboutAllTenants = false
  var keyFile: String? { invocation.value("key-file") ?? Session.nonempty(environment["WALLETD_KEY_FILE"]) }

  // MARK: Asking the daemon

  /// Sends a request and returns what succeeded; a problem or a failure is thrown as what it means to this command.
  func send(_ request: ClientRequest) throws(CommandFailure) -> ClientReply {
    let reply = try sendRaw(request)
    if let problem = reply.problem { throw CommandFailure(problem, key: request.key) }
    return reply
  }

  func sendRaw(_ request: ClientRequest) throws(CommandFailure) -> ClientReply {
    let line = try line()
    let progress = ProgressLine(self, "")
    defer { progress.clear() }
    if streams.isRemarksTerminal { line.onWait = { progress.show(waiting: "waiting for the daemon") } }
    do {
      let reply = try line.send(request)
      // A copy that is only made to be looked at has another key than this run.
      if let sent = request.key, sent.hasPrefix(key), (200..<300).contains(reply.status) { streams.noteChange() }
      return reply
    } catch {
      throw CommandFailure(error)
    }
  }

  func get(_ path: String, query: [(name: String, value: String?)] = []) throws(CommandFailure) -> JSONValue {
    try json(try send(.get(path, query: query)))
  }

  /// Makes a change under this run's key. Says so when the answer was given before.
  func post(_ path: String, _ body: JSONValue, query: [(name: String, value: String?)] = []) throws(CommandFailure) -> JSONValue {
    var request = ClientRequest.post(path, body, key: key)
    request.query = query
    let reply = try send(request)
    if reply.isReplay { note("This was done before under the key '\(key)'; the answer is the one given then.") }
    return try json(reply)
  }

  /// Makes a change that takes no key: done once more it does nothing more, or is to be seen each time.
  func act(_ path: String, _ body: JSONValue = [:]) throws(CommandFailure) -> JSONValue {
    let reply = try send(.post(path, body, key: nil))
    streams.noteChange()
    return try json(reply)
  }

  func json(_ reply: ClientReply) throws(CommandFailure) -> JSONValue {
    guard let json = reply.json else { throw CommandFailure(.error, "the daemon's answer is not JSON") }
    return json
  }

  private func line() throws(CommandFailure) -> WalletConnection {
    if let connection { return connection }
    let (headers, bearer) = try credentials()
    let made = WalletConnection(socketPath: socketPath, timeoutSeconds: timeout, headers: headers, bearer: bearer)
    connection = made
    return made
  }

  /// What every request carries.
  private func credentials() throws(CommandFailure) -> (headers: [(name: String, value: String)], bearer: [UInt8]?) {
    let bearer = try keyFile.map { path throws(CommandFailure) in try APIKeyFile.read(path) }
    // A key has its tenant: another one is named only by who says so here and now.
    let named = bearer == nil ? tenant : invocation.value("tenant")
    return (named.map { [(name: "Walletd-Tenant", value: $0)] } ?? [], bearer)
  }

  /// Follows events on a connection of its own; nothing is connected yet.
  func tail(_ subscription: EventSubscription, after token: String?) throws(CommandFailure) -> EventTail {
    let (headers, bearer) = try credentials()
    return EventTail(
      socketPath: socketPath, subscription, after: token, headers: headers, bearer: bearer, timeoutSeconds: timeout,
      shouldStop: { Interruption.isAsked })
  }

  /// How threads of their own reach the daemon as this caller.
  func connector() throws(CommandFailure) -> Connector {
    let bearer = try keyFile.map { path throws(CommandFailure) in try APIKeyFile.read(path) }
    return Connector(socketPath: socketPath, timeoutSeconds: timeout, bearer: bearer)
  }

  // MARK: Talking to people

  /// A remark for whoever watches; scripts can have it quiet.
  func note(_ text: String) { if !isQuiet { streams.remark(text + "\n") } }

  /// Asks before what cannot be taken back. Without a terminal nobody can answer: then `--yes` is needed.
  func confirm(_ question: String) throws(CommandFailure) {
    guard !invocation.has("yes") else { return }
    guard streams.canAsk else { throw .usage("\(question) Nobody can be asked here: add --yes to go ahead") }
    streams.remark("\(question) [y/N] ")
    let answer = streams.answer()?.lowercased() ?? ""
    guard answer == "y" || answer == "yes" else { throw CommandFailure(.error, "nothing was done") }
  }

  /// Asks for a word to be typed again before what can never be taken back; `--confirm WORD` says it where nobody can be asked.
  func typedConfirmation(of word: String, _ warning: String) throws(CommandFailure) -> String {
    if let typed = invocation.value("confirm") { return typed }
    guard streams.canAsk else { throw .usage("\(warning) Nobody can be asked here: add --confirm \(word) to go ahead") }
    streams.remark("\(warning)\nType \(Plain.text(word)) to go ahead: ")
    guard streams.answer() == word else { throw CommandFailure(.error, "nothing was done") }
    return word
  }

  // MARK: Settings

  private static func output(
    _ invocation: Invocation, _ environment: [String: String], _ streams: any Streams
  ) throws(CommandFailure) -> Output {
    let formats: [(String, Output.Format)] = [("json", .json), ("jsonl", .jsonl), ("csv", .csv)]
    let asked = formats.filter { invocation.has($0.0) }
    guard asked.count <= 1 else { throw .usage("--json, --jsonl and --csv exclude each other") }
    let colored =
      switch invocation.value("color") ?? "auto" {
      case "always": true
      case "never": false
      default: streams.isOutTerminal && nonempty(environment["NO_COLOR"]) == nil && environment["TERM"] != "dumb"
      }
    return Output(
      format: asked.first?.1 ?? .table, colored: colored, amounts: AmountText(isMinor: invocation.has("minor")), streams: streams)
  }

  private static func nonempty(_ text: String?) -> String? { text?.isEmpty == false ? text : nil }

  /// 128 random bits in the letters of a key.
  static func freshKey() -> String {
    let bytes = Sodium.randomBytes(16)
    return "ctl-" + bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
