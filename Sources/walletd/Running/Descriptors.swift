import Glibc
import Storage

/// The file descriptors the system grants, and how many ledgers may be open with them.
struct Descriptors {
  let granted: Int

  /// Takes all that the hard limit allows: the soft limit is for programs that `select`.
  static func take() -> Descriptors {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return Descriptors(granted: 1_024) }
    let soft = limit.rlim_cur
    limit.rlim_cur = limit.rlim_max
    let isRaised = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
    return Descriptors(granted: Int(clamping: isRaised ? limit.rlim_max : soft))
  }

  /// For the catalogue, the socket and the first connections.
  static let forTheRest = 96

  /// The file, its log and its index for the writer; file and log again for each reader, and for the one more that streams have.
  static func perLedger(_ storage: StorageOptions) -> Int { 3 + 2 * (storage.readersPerLedger + 1) }

  /// The bound that fits: what was configured, or nothing; without a configured bound, the default or what there is room for.
  func openLedgers(_ storage: StorageOptions, isConfigured: Bool) throws(DescriptorShortage) -> Int {
    let fits = (granted - Descriptors.forTheRest) / Descriptors.perLedger(storage)
    guard isConfigured, fits < storage.openLedgers else { return max(2, min(storage.openLedgers, fits)) }
    throw DescriptorShortage(
      wanted: storage.openLedgers, needed: storage.openLedgers * Descriptors.perLedger(storage) + Descriptors.forTheRest,
      granted: granted)
  }
}

struct DescriptorShortage: Error, CustomStringConvertible {
  let wanted: Int
  let needed: Int
  let granted: Int

  var description: String {
    """
    'storage.open_ledgers' is \(wanted), for which \(needed) file descriptors are needed; the system grants \(granted). Raise \
    LimitNOFILE (ulimit -n), or lower open_ledgers or readers_per_ledger
    """
  }
}
