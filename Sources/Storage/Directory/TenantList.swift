import LedgerCore
import Tenancy

/// All tenants in memory, in the order of their creation.
struct TenantList {
  private(set) var tenants: [Tenant] = []
  private var byReference: [String: Int] = [:]
  private var positions: [TenantID: Int] = [:]
  private var keys: [String: TenantID] = [:]

  mutating func add(_ tenant: Tenant, key: String) {
    byReference[tenant.id.text] = tenants.count
    byReference[tenant.code] = tenants.count
    positions[tenant.id] = tenants.count
    keys[key] = tenant.id
    tenants.append(tenant)
  }

  mutating func remove(_ tenant: TenantID) {
    let keyOf = Dictionary(keys.map { ($0.value, $0.key) }) { first, _ in first }
    replaceAll(tenants.filter { $0.id != tenant }.map { ($0, keyOf[$0.id] ?? "") })
  }

  /// Becomes these and no others, in their order.
  mutating func replaceAll(_ all: [(tenant: Tenant, key: String)]) {
    self = TenantList()
    for (tenant, key) in all { add(tenant, key: key) }
  }

  /// By id or code.
  subscript(reference: String) -> Tenant? { byReference[reference].map { tenants[$0] } }

  subscript(id id: TenantID) -> Tenant? { positions[id].map { tenants[$0] } }

  func made(under key: String) -> Tenant? { keys[key].flatMap { self[id: $0] } }

  /// Puts what a tenant has become in the place of what it was.
  mutating func replace(_ tenant: Tenant) {
    if let position = positions[tenant.id] { tenants[position] = tenant }
  }

  /// Newest first.
  func page(after cursor: TenantID?, limit: Int) -> Page<Tenant, TenantID> {
    let below = cursor.flatMap { positions[$0] } ?? tenants.count
    let first = max(0, below - limit)
    let items = Array(tenants[first..<below].reversed())
    return Page(items: items, next: first > 0 ? items.last?.id : nil)
  }
}
