import API
import Glibc
import HTTPServer
import JSON
import Storage
import Tenancy

/// Everything that can be set, with its default. Without a file the defaults work.
struct Configuration: Sendable {
  static let defaultFile = "/etc/walletd/walletd.json5"

  /// Where it came from: a file, or "defaults".
  var source = "defaults"
  var dataPath = "/var/lib/walletd"
  var socketPath = "/run/walletd/control.sock"
  var socketMode: UInt32 = 0o660
  /// The group that owns the socket. Nil: `walletd` if there is one.
  var socketGroup: String?
  /// Where providers' webhooks are taken, for a reverse proxy to forward to.
  var ingressPath: String?
  var ingressMode: UInt32 = 0o660
  var logLevel = EventLevel.info
  var http = HTTPLimits()
  /// For tenants and keys that have no limits of their own.
  var requests = RequestLimits()
  var streams = StreamLimits()
  /// Threads for requests that may wait for the disk, and how many of those may wait for a thread.
  var workerThreads = 4
  var workerQueue = 1_024
  var storage = StorageOptions()
  var vault = VaultConfiguration()
  /// Whether the file says how many ledgers, and vaults, may be open; otherwise it depends on what the system grants, too.
  var isOpenLedgersSet = false
  var isOpenVaultsSet = false
  /// Who is who among the peers of the socket, besides root and the daemon's own user; the first that fits.
  var principals: [PeerRules.Rule] = []
  /// Users whose word about a caller's address is taken.
  var proxies: Set<UInt32> = []
  /// How long requests that were taken may take to be answered after a signal to stop.
  var stopGraceSeconds: Int64 = 30

  init() {
    // A batch of ten thousand items fits.
    http.bodyBytes = 8 << 20
    requests.failedKeysPerSecond = 10
  }

  /// Options over the environment over the file over the defaults.
  static func load(_ invocation: Invocation) throws(ConfigurationError) -> Configuration {
    var configuration = Configuration()
    if let file = invocation.configurationFile {
      try configuration.read(file)
    } else if access(defaultFile, F_OK) == 0 {
      try configuration.read(defaultFile)
    }
    configuration.dataPath = invocation.dataPath ?? environment("WALLETD_DATA") ?? configuration.dataPath
    configuration.socketPath = invocation.socketPath ?? environment("WALLETD_SOCKET") ?? configuration.socketPath
    if invocation.isDevelopment { configuration.vault.isDevelopment = true }
    guard configuration.socketPath.utf8.count <= 107 else {
      throw ConfigurationError(
        sentence: "the socket's path is \(configuration.socketPath.utf8.count) bytes long; Unix sockets allow 107")
    }
    return configuration
  }

  private mutating func read(_ file: String) throws(ConfigurationError) {
    source = file
    let bytes = try TextFile.read(file)
    let root: LocatedJSON
    do throws(JSONError) {
      root = try JSONValue.parseLocated(bytes)
    } catch {
      throw ConfigurationError(sentence: "\(file):\(error.line):\(error.column): \(error.reason)")
    }
    var reader = ConfigurationReader(file: file)
    try reader.read(root, into: &self)
  }

  private static func environment(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }
}

struct ConfigurationError: Error {
  let sentence: String
}
