import LedgerCore
import Vault

/// The vaults that are open, and when each was used last. Used under the lock of `SQLiteVaults`.
///
/// As with `OpenLedgers`, whoever uses a vault holds a reference to it: callers, and all that waits in its queue. So a vault to which only
/// this list refers is used by nobody, and nobody can begin to, since the list is asked under a lock.
struct OpenVaults {
  private struct Place {
    var vault: TenantVault
    let file: SQLiteVault
    var lastUse: Int
  }

  private var places: [Place] = []
  private var byTenant: [TenantID: Int] = [:]
  private var uses = 0

  var count: Int { places.count }
  var files: [SQLiteVault] { places.map(\.file) }

  func contains(_ tenant: TenantID) -> Bool { byTenant[tenant] != nil }

  /// The vault, if it is open; this counts as a use.
  mutating func use(_ tenant: TenantID) -> TenantVault? {
    guard let place = byTenant[tenant] else { return nil }
    uses += 1
    places[place].lastUse = uses
    return places[place].vault
  }

  func file(of tenant: TenantID) -> SQLiteVault? { byTenant[tenant].map { places[$0].file } }

  mutating func add(_ vault: TenantVault, _ file: SQLiteVault) {
    precondition(byTenant[file.tenant] == nil, "a vault is open once")
    uses += 1
    byTenant[file.tenant] = places.count
    places.append(Place(vault: vault, file: file, lastUse: uses))
  }

  /// Takes out the vault that was not used for longest, of those that nobody uses now. All are looked at: that takes microseconds, closing one
  /// and opening another milliseconds.
  mutating func takeIdle() -> SQLiteVault? {
    var found: Int?
    for place in places.indices where places[place].lastUse < found.map({ places[$0].lastUse }) ?? .max {
      if isKnownUniquelyReferenced(&places[place].vault) { found = place }
    }
    return found.map { remove($0) }
  }

  /// Takes one out if nobody uses it now.
  mutating func takeIfIdle(_ tenant: TenantID) -> SQLiteVault? {
    guard let place = byTenant[tenant], isKnownUniquelyReferenced(&places[place].vault) else { return nil }
    return remove(place)
  }

  /// Takes one out, used or not.
  mutating func remove(_ tenant: TenantID) -> SQLiteVault? { byTenant[tenant].map { remove($0) } }

  private mutating func remove(_ place: Int) -> SQLiteVault {
    let last = places.count - 1
    places.swapAt(place, last)
    if place != last { byTenant[places[place].file.tenant] = place }
    let file = places.removeLast().file
    byTenant[file.tenant] = nil
    return file
  }
}
