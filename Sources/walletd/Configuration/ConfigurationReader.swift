import API
import HTTPServer
import JSON
import Storage

/// Reads the file's fields one by one; every mistake names its line, column and field.
struct ConfigurationReader {
  let file: String

  mutating func read(_ root: LocatedJSON, into configuration: inout Configuration) throws(ConfigurationError) {
    try section(root, "") { (name, value, path) throws(ConfigurationError) in
      switch name {
      case "data": configuration.dataPath = try absolutePath(value, path)
      case "socket": try socket(value, path, &configuration)
      case "log": try log(value, path, &configuration)
      case "limits": try limits(value, path, &configuration)
      case "workers": try workers(value, path, &configuration)
      case "principals": configuration.principals = try principals(value, path)
      case "proxies": configuration.proxies = try proxies(value, path)
      case "storage": try storage(value, path, &configuration)
      case "vault": try vault(value, path, &configuration)
      case "ingress": try ingress(value, path, &configuration)
      case "stop_grace_seconds": configuration.stopGraceSeconds = try integer(value, path)
      default:
        guard name != "payments" else {
          throw wrong(value, path, "is set here no more: `walletctl provider set` sets a tenant's accounts at payment providers")
        }
        return false
      }
      return true
    }
  }

  private func socket(_ value: LocatedJSON, _ path: String, _ configuration: inout Configuration) throws(ConfigurationError) {
    try section(value, path) { (name, value, path) throws(ConfigurationError) in
      switch name {
      case "path": configuration.socketPath = try absolutePath(value, path)
      case "mode": configuration.socketMode = try mode(value, path)
      case "group": configuration.socketGroup = try string(value, path)
      default: return false
      }
      return true
    }
  }

  private func log(_ value: LocatedJSON, _ path: String, _ configuration: inout Configuration) throws(ConfigurationError) {
    try section(value, path) { (name, value, path) throws(ConfigurationError) in
      guard name == "level" else { return false }
      let text = try string(value, path)
      guard let level = EventLevel.allCases.first(where: { $0.name == text }) else {
        throw wrong(
          value, path, "is '\(text.prefix(40))'; it is one of: " + EventLevel.allCases.map(\.name).joined(separator: ", "))
      }
      configuration.logLevel = level
      return true
    }
  }

  private func limits(_ value: LocatedJSON, _ path: String, _ configuration: inout Configuration) throws(ConfigurationError) {
    try section(value, path) { (name, value, path) throws(ConfigurationError) in
      switch name {
      case "connections": configuration.http.connections = Int(try integer(value, path))
      case "body_bytes": configuration.http.bodyBytes = Int(try integer(value, path))
      case "pipelined_requests": configuration.http.pipelinedRequests = Int(try integer(value, path))
      case "requests_per_second_per_key": configuration.requests.perSecondOfKey = Int(try integer(value, path))
      case "requests_per_second_per_tenant":
        configuration.requests.perSecondOfTenant = Int(try integer(value, path))
      case "concurrent_requests_per_tenant":
        configuration.requests.concurrentOfTenant = Int(try integer(value, path))
      case "failed_keys_per_second": configuration.requests.failedKeysPerSecond = Int(try integer(value, path))
      case "streams": configuration.streams.streams = Int(try integer(value, path))
      case "streams_per_tenant": configuration.streams.streamsOfTenant = Int(try integer(value, path))
      case "head_seconds": configuration.http.headTimeout = .seconds(try integer(value, path))
      case "body_seconds": configuration.http.bodyTimeout = .seconds(try integer(value, path))
      case "idle_seconds": configuration.http.idleTimeout = .seconds(try integer(value, path))
      case "write_seconds": configuration.http.writeTimeout = .seconds(try integer(value, path))
      default: return false
      }
      return true
    }
  }

  private func workers(_ value: LocatedJSON, _ path: String, _ configuration: inout Configuration) throws(ConfigurationError) {
    try section(value, path) { (name, value, path) throws(ConfigurationError) in
      switch name {
      case "threads": configuration.workerThreads = Int(try integer(value, path))
      case "waiting": configuration.workerQueue = Int(try integer(value, path))
      default: return false
      }
      return true
    }
  }

  private func storage(_ value: LocatedJSON, _ path: String, _ configuration: inout Configuration) throws(ConfigurationError) {
    try section(value, path) { (name, value, path) throws(ConfigurationError) in
      switch name {
      case "writer_threads": configuration.storage.writerThreads = Int(try integer(value, path))
      case "readers_per_ledger": configuration.storage.readersPerLedger = Int(try integer(value, path))
      case "waiting_requests": configuration.storage.waitingSubmissions = Int(try integer(value, path))
      case "open_ledgers":
        configuration.storage.openLedgers = Int(try integer(value, path))
        configuration.isOpenLedgersSet = true
      case "open_vaults":
        configuration.storage.openVaults = Int(try integer(value, path))
        configuration.isOpenVaultsSet = true
      case "seconds_per_signed_head": configuration.storage.secondsPerSignedHead = try integer(value, path)
      default: return false
      }
      return true
    }
  }

  private func vault(_ value: LocatedJSON, _ path: String, _ configuration: inout Configuration) throws(ConfigurationError) {
    try section(value, path) { (name, value, path) throws(ConfigurationError) in
      switch name {
      case "keys": configuration.vault.keysPath = try absolutePath(value, path)
      case "development": configuration.vault.isDevelopment = try bool(value, path)
      case "sealed_at_start": configuration.vault.isSealedAtStart = try bool(value, path)
      default: return false
      }
      return true
    }
  }

  private func ingress(_ value: LocatedJSON, _ path: String, _ configuration: inout Configuration) throws(ConfigurationError) {
    try section(value, path) { (name, value, path) throws(ConfigurationError) in
      switch name {
      case "path": configuration.ingressPath = try absolutePath(value, path)
      case "mode": configuration.ingressMode = try mode(value, path)
      default: return false
      }
      return true
    }
  }

  // MARK: Values

  private func bool(_ value: LocatedJSON, _ path: String) throws(ConfigurationError) -> Bool {
    guard let bool = value.value.boolValue else { throw wrong(value, path, "is neither true nor false") }
    return bool
  }

  /// Walks the members of an object; `take` answers false for a name it does not know.
  func section(
    _ value: LocatedJSON, _ path: String, _ take: (String, LocatedJSON, String) throws(ConfigurationError) -> Bool
  ) throws(ConfigurationError) {
    guard let members = value.members else { throw wrong(value, path, "is \(value.type.phrase), not an object") }
    for member in members {
      let inner = path.isEmpty ? member.key : "\(path).\(member.key)"
      guard try take(member.key, member.value, inner) else {
        throw ConfigurationError(
          sentence: "\(file):\(member.keyPosition.line):\(member.keyPosition.column): there is no setting '\(inner.prefix(80))'")
      }
    }
  }

  /// Within the bounds the setting is declared with.
  private func integer(_ value: LocatedJSON, _ path: String) throws(ConfigurationError) -> Int64 {
    try integer(value, path, Settings.range(path))
  }

  func integer(_ value: LocatedJSON, _ path: String, _ range: ClosedRange<Int64>) throws(ConfigurationError) -> Int64 {
    guard let integer = value.value.integerValue else { throw wrong(value, path, "is not an integer") }
    guard range.contains(integer) else {
      throw wrong(value, path, "is \(integer); it is between \(range.lowerBound) and \(range.upperBound)")
    }
    return integer
  }

  func string(_ value: LocatedJSON, _ path: String) throws(ConfigurationError) -> String {
    guard let string = value.value.stringValue, !string.isEmpty else { throw wrong(value, path, "is not a text") }
    return string
  }

  private func absolutePath(_ value: LocatedJSON, _ path: String) throws(ConfigurationError) -> String {
    let text = try string(value, path)
    guard text.hasPrefix("/") else { throw wrong(value, path, "is '\(text.prefix(80))'; it is an absolute path") }
    return text
  }

  /// Octal in quotes, as chmod takes it: "0660".
  private func mode(_ value: LocatedJSON, _ path: String) throws(ConfigurationError) -> UInt32 {
    guard let text = value.value.stringValue, let mode = UInt32(text, radix: 8), mode <= 0o777 else {
      throw wrong(value, path, "is not a mode in octal, such as \"0660\"")
    }
    return mode
  }

  func wrong(_ value: LocatedJSON, _ path: String, _ what: String) -> ConfigurationError {
    let place = "\(file):\(value.position.line):\(value.position.column)"
    return ConfigurationError(sentence: "\(place): \(path.isEmpty ? "the configuration" : "'\(path)'") \(what)")
  }
}
