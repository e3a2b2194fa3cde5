import Glibc
import Storage

/// The file descriptors the system grants, and how many ledgers and vaults may be open with them.
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

  /// The file, its log and its index.
  static let perVault = 3
  /// Without a configured bound vaults take at most one part in so many; the ledgers have the rest.
  private static let partOfVaults = 4
  /// With fewer places nobody waits for long.
  private static let fewest = 2

  /// How many ledgers and vaults may be open: what was configured, or nothing; what was not configured is the default or what there is room for.
  func bounds(
    _ storage: StorageOptions, areLedgersSet: Bool, areVaultsSet: Bool
  ) throws(DescriptorShortage) -> (ledgers: Int, vaults: Int) {
    let room = granted - Descriptors.forTheRest
    let perLedger = Descriptors.perLedger(storage)
    func ledgers(beside vaults: Int) -> Int {
      max(Descriptors.fewest, min(storage.openLedgers, (room - vaults * Descriptors.perVault) / perLedger))
    }
    func vaults(in room: Int) -> Int { max(Descriptors.fewest, min(storage.openVaults, room / Descriptors.perVault)) }
    let bounds: (ledgers: Int, vaults: Int)
    switch (areLedgersSet, areVaultsSet) {
    case (true, true): bounds = (storage.openLedgers, storage.openVaults)
    case (true, false): bounds = (storage.openLedgers, vaults(in: room - storage.openLedgers * perLedger))
    case (false, true): bounds = (ledgers(beside: storage.openVaults), storage.openVaults)
    case (false, false):
      let vaults = vaults(in: room / Descriptors.partOfVaults)
      return (ledgers(beside: vaults), vaults)
    }
    let needed = bounds.ledgers * perLedger + bounds.vaults * Descriptors.perVault + Descriptors.forTheRest
    guard needed <= granted else {
      throw DescriptorShortage(ledgers: bounds.ledgers, vaults: bounds.vaults, needed: needed, granted: granted)
    }
    return bounds
  }
}

struct DescriptorShortage: Error, CustomStringConvertible {
  let ledgers: Int
  let vaults: Int
  let needed: Int
  let granted: Int

  var description: String {
    """
    for 'storage.open_ledgers' of \(ledgers) and 'storage.open_vaults' of \(vaults) \(needed) file descriptors are needed; the system \
    grants \(granted). Raise LimitNOFILE (ulimit -n), or lower open_ledgers, open_vaults or readers_per_ledger
    """
  }
}
