import LedgerCore

/// The ledgers that are open, in the order of their last use. Used under the lock of `LedgerShelf`.
///
/// Whoever uses a ledger holds a reference to it: the requests that wait or are being answered, the worker that reads, the thread that
/// writes. So the count of its references is the count of its users, which costs nothing to keep and cannot be forgotten: a ledger that
/// only this list refers to is used by nobody, and nobody can begin to, since the list is asked under a lock.
struct OpenLedgers {
  private struct Place {
    var tenant = TenantID(rawValue: 0)
    var ledger: SQLiteLedger?
    /// False while those who waited for it are let in, in their order: nobody else is until then.
    var isReady = false
    var colder = 0
    var warmer = 0
  }

  /// A ring: the first is nobody's, its `warmer` is the one that was not used for longest, its `colder` the one that was used last.
  private var places = [Place()]
  private var free: [Int] = []
  private var byTenant: [TenantID: Int] = [:]

  var count: Int { byTenant.count }
  var tenants: [TenantID] { Array(byTenant.keys) }

  /// The ledger, if it is ready; this counts as a use.
  mutating func use(_ tenant: TenantID) -> SQLiteLedger? {
    guard let place = byTenant[tenant], places[place].isReady else { return nil }
    if places[0].colder != place {
      unlink(place)
      link(place, colderThan: 0)
    }
    return places[place].ledger
  }

  /// The ledger, if it is open; does not count as a use.
  func peek(_ tenant: TenantID) -> SQLiteLedger? { byTenant[tenant].flatMap { places[$0].ledger } }

  func isReady(_ tenant: TenantID) -> Bool { byTenant[tenant].map { places[$0].isReady } ?? false }

  /// Adds a ledger that is not ready yet: as the one used last, or, when nobody asked for it, as the first to go.
  mutating func add(_ tenant: TenantID, _ ledger: SQLiteLedger, isWanted: Bool) {
    precondition(byTenant[tenant] == nil, "a ledger is open once")
    let place = free.popLast() ?? places.count
    if place == places.count { places.append(Place()) }
    places[place] = Place(tenant: tenant, ledger: ledger)
    byTenant[tenant] = place
    link(place, colderThan: isWanted ? 0 : places[0].warmer)
  }

  mutating func setReady(_ tenant: TenantID) {
    if let place = byTenant[tenant] { places[place].isReady = true }
  }

  /// Takes out the ledger that was not used for longest, of those that nobody uses now. What is returned is the only reference to it.
  mutating func takeIdle() -> (tenant: TenantID, ledger: SQLiteLedger)? {
    var place = places[0].warmer
    while place != 0 {
      if places[place].isReady, isIdle(place) { return remove(place) }
      place = places[place].warmer
    }
    return nil
  }

  /// Takes one out, used or not.
  mutating func remove(_ tenant: TenantID) -> SQLiteLedger? { byTenant[tenant].flatMap { remove($0)?.ledger } }

  /// Takes out all of them, used or not.
  mutating func removeAll() -> [(tenant: TenantID, ledger: SQLiteLedger)] {
    byTenant.values.sorted().compactMap { remove($0) }
  }

  // MARK: The ring

  /// Whether nobody refers to the ledger any more. Its alarm then rings for the directory, no longer for the writers.
  private mutating func isIdle(_ place: Int) -> Bool {
    guard let silenced = places[place].ledger?.silenceIfIdle() else { return false }
    if isKnownUniquelyReferenced(&places[place].ledger) { return true }
    places[place].ledger?.restore(silenced)
    return false
  }

  private mutating func remove(_ place: Int) -> (tenant: TenantID, ledger: SQLiteLedger)? {
    unlink(place)
    let tenant = places[place].tenant
    byTenant[tenant] = nil
    free.append(place)
    // Taken, not copied: two references would be one too many.
    return places[place].ledger.take().map { (tenant, $0) }
  }

  private mutating func unlink(_ place: Int) {
    let (colder, warmer) = (places[place].colder, places[place].warmer)
    places[colder].warmer = warmer
    places[warmer].colder = colder
  }

  private mutating func link(_ place: Int, colderThan warmer: Int) {
    let colder = places[warmer].colder
    places[place].colder = colder
    places[place].warmer = warmer
    places[colder].warmer = place
    places[warmer].colder = place
  }
}
