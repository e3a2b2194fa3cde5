import API
import Foundation
import HTTPServer
import Storage
import Testing

@testable import walletd

@Suite struct `The configuration` {
  private static func load(_ text: String) throws(ConfigurationError) -> Configuration {
    let file = FileManager.default.temporaryDirectory.appending(path: "walletd-\(UUID().uuidString).json5")
    _ = FileManager.default.createFile(atPath: file.path, contents: Data(text.utf8))
    defer { unlink(file.path) }
    do throws(ConfigurationError) {
      return try Configuration.load(invocation(["--config", file.path]))
    } catch {
      throw ConfigurationError(sentence: error.sentence.replacing(file.path, with: "FILE"))
    }
  }

  private static func invocation(_ arguments: [String]) -> Invocation {
    do throws(InvocationError) { return try Invocation(arguments) } catch { fatalError(error.sentence) }
  }

  @Test(arguments: [
    ("{\n  data: 5,\n}", "FILE:2:9: 'data' is not a text"),
    ("{ data: \"ledgers\" }", "FILE:1:9: 'data' is 'ledgers'; it is an absolute path"),
    ("{\n  socket: { path: \"/x\", colour: 1 },\n}", "FILE:2:25: there is no setting 'socket.colour'"),
    ("{ socket: { mode: 660 } }", "FILE:1:19: 'socket.mode' is not a mode in octal, such as \"0660\""),
    ("{ socket: [] }", "FILE:1:11: 'socket' is an array, not an object"),
    ("{ log: { level: \"loud\" } }", "FILE:1:17: 'log.level' is 'loud'; it is one of: error, warning, info, debug"),
    ("{ workers: { threads: 0 } }", "FILE:1:23: 'workers.threads' is 0; it is between 1 and 256"),
    ("{ limits: { head_seconds: 1.5 } }", "FILE:1:27: 'limits.head_seconds' is not an integer"),
    (
      "{ stop_grace_seconds: 5,\n  stop_grace_seconds: 6 }",
      "FILE:2:3: the key \"stop_grace_seconds\" appears twice in one object"
    ),
    ("// only a comment", "FILE:1:18: the text ends where it needs a value"),
    ("[]", "FILE:1:1: the configuration is an array, not an object"),
  ])
  func `names what is wrong by line, column and field`(text: String, sentence: String) {
    #expect {
      try Self.load(text)
    } throws: { error in
      (error as? ConfigurationError)?.sentence == sentence
    }
  }

  @Test func `takes every setting`() throws {
    let read = try Self.load(
      """
      { data: "/d", socket: { path: "/s", mode: "0600", group: "staff" }, log: { level: "debug" },
        limits: { connections: 10, body_bytes: 70000, pipelined_requests: 2, head_seconds: 3, body_seconds: 4, idle_seconds: 5,
          write_seconds: 6, requests_per_second_per_key: 14, requests_per_second_per_tenant: 15,
          concurrent_requests_per_tenant: 16, failed_keys_per_second: 17, streams: 18, streams_per_tenant: 19 },
        workers: { threads: 7, waiting: 8 },
        storage: { writer_threads: 9, readers_per_ledger: 10, waiting_requests: 11, open_ledgers: 13, open_vaults: 18,
          seconds_per_signed_head: 12 },
        stop_grace_seconds: 13 }
      """)
    #expect(read.dataPath == "/d" && read.socketPath == "/s" && read.socketMode == 0o600 && read.socketGroup == "staff")
    #expect(read.logLevel == .debug && read.workerThreads == 7 && read.workerQueue == 8 && read.stopGraceSeconds == 13)
    #expect(read.http.connections == 10 && read.http.bodyBytes == 70_000 && read.http.pipelinedRequests == 2)
    #expect(read.http.headTimeout == .seconds(3) && read.http.bodyTimeout == .seconds(4))
    #expect(read.http.idleTimeout == .seconds(5) && read.http.writeTimeout == .seconds(6))
    #expect(read.storage.writerThreads == 9 && read.storage.readersPerLedger == 10 && read.storage.waitingSubmissions == 11)
    #expect(read.storage.secondsPerSignedHead == 12)
    #expect(read.storage.openVaults == 18 && read.isOpenVaultsSet && !Configuration().isOpenVaultsSet)
    #expect(read.storage.openLedgers == 13 && read.isOpenLedgersSet && !Configuration().isOpenLedgersSet)
    #expect(read.requests.perSecondOfKey == 14 && read.requests.perSecondOfTenant == 15)
    #expect(read.requests.concurrentOfTenant == 16 && read.requests.failedKeysPerSecond == 17)
    #expect(read.streams.streams == 18 && read.streams.streamsOfTenant == 19)
  }

  @Test func `as the sample has it says what the defaults are`() throws {
    let sample = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "etc/walletd.json5")
    let read = try Self.load(try String(contentsOf: sample, encoding: .utf8))
    let defaults = Configuration()
    #expect(
      read.dataPath == defaults.dataPath && read.socketPath == defaults.socketPath && read.socketMode == defaults.socketMode)
    #expect(read.socketGroup == defaults.socketGroup && read.logLevel == defaults.logLevel)
    #expect(read.workerThreads == defaults.workerThreads && read.workerQueue == defaults.workerQueue)
    #expect(read.stopGraceSeconds == defaults.stopGraceSeconds)
    #expect(read.http.connections == defaults.http.connections && read.http.bodyBytes == defaults.http.bodyBytes)
    #expect(read.http.pipelinedRequests == defaults.http.pipelinedRequests && read.http.headTimeout == defaults.http.headTimeout)
    #expect(read.http.bodyTimeout == defaults.http.bodyTimeout && read.http.idleTimeout == defaults.http.idleTimeout)
    #expect(read.http.writeTimeout == defaults.http.writeTimeout && read.requests == defaults.requests)
    #expect(read.storage.writerThreads == defaults.storage.writerThreads)
    #expect(read.storage.readersPerLedger == defaults.storage.readersPerLedger)
    #expect(read.storage.waitingSubmissions == defaults.storage.waitingSubmissions)
    #expect(read.storage.secondsPerSignedHead == defaults.storage.secondsPerSignedHead)
    #expect(read.storage.openLedgers == defaults.storage.openLedgers && read.storage.openVaults == defaults.storage.openVaults)
    #expect(read.streams.streams == defaults.streams.streams && read.streams.streamsOfTenant == defaults.streams.streamsOfTenant)
  }

  @Test func `yields to the options`() throws {
    let configuration = try Configuration.load(Self.invocation(["--data=/d", "-s", "/s"]))
    #expect(configuration.dataPath == "/d" && configuration.socketPath == "/s" && configuration.source == "defaults")
  }

  @Test func `refuses a socket's path that no socket can have`() {
    #expect(throws: ConfigurationError.self) {
      try Configuration.load(Self.invocation(["-s", "/" + String(repeating: "x", count: 107)]))
    }
  }

  @Test(arguments: [
    (["--nope"], "there is no option --nope"), (["serve"], "unexpected argument 'serve'"),
    (["--config"], "--config needs a value"),
    (["--config="], "--config needs a value"), (["--version=1"], "--version takes no value"),
  ])
  func `is not guessed from a command line that is wrong`(arguments: [String], sentence: String) {
    #expect {
      try Invocation(arguments)
    } throws: { error in
      (error as? InvocationError)?.sentence == sentence
    }
  }

  /// `socket.path` and `"/x"` make `{ socket: { path: "/x" } }`.
  private static func text(_ name: String, _ value: String) -> String {
    name.split(separator: ".").reversed().reduce(value) { "{ \($1): \($0) }" }
  }

  @Test(arguments: Settings.all.map(\.name)) func `a declared setting is one the reader takes, within its bounds`(name: String)
    throws
  {
    let setting = try #require(Settings.all.first { $0.name == name })
    if let fallback = setting.fallback { _ = try Self.load(Self.text(name, fallback)) }
    guard case .integer(let range) = setting.kind else { return }
    for value in [range.lowerBound, range.upperBound] { _ = try Self.load(Self.text(name, "\(value)")) }
    for value in [range.lowerBound - 1, range.upperBound + 1] {
      #expect(throws: ConfigurationError.self) { try Self.load(Self.text(name, "\(value)")) }
    }
  }

  @Test func `the declared defaults are what the daemon has without a file`() throws {
    for setting in Settings.all {
      guard let fallback = setting.fallback else { continue }
      var set = try Self.load(Self.text(setting.name, fallback))
      set.source = "defaults"
      (set.isOpenLedgersSet, set.isOpenVaultsSet) = (false, false)
      #expect("\(set)" == "\(Configuration())", "\(setting.name) is not \(fallback) by default")
    }
  }

  @Test func `the sample has every setting, and the reader knows no other`() throws {
    let sample = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../etc/walletd.json5").standardized
    let text = try String(contentsOf: sample, encoding: .utf8)
    _ = try Self.load(text)
    for setting in Settings.all {
      let name = setting.name.split(separator: ".").last ?? ""
      #expect(text.contains("\(name): ") || text.contains("\(name):["), "\(setting.name) is not in the sample")
    }
    // And the other way round: what the reader's source names is declared.
    let reader = sample.deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Sources/walletd/Configuration/ConfigurationReader.swift")
    let source = try String(contentsOf: reader, encoding: .utf8)
    let declared = Set(Settings.all.flatMap { $0.name.split(separator: ".").map(String.init) })
    for match in source.matches(of: /case "([a-z_]+)":/) {
      #expect(declared.contains(String(match.1)), "\(match.1) is not declared")
    }
  }

  @Test func `the help is as it was reviewed`() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Golden/walletd-help.txt").standardized
    if ProcessInfo.processInfo.environment["WALLETD_GOLDEN"] == "write" {
      try Data((walletd.Invocation.help + "\n").utf8).write(to: file)
      return
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == walletd.Invocation.help + "\n")
  }
}
