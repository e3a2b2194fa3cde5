import LedgerCore
import Tenancy

/// All tenants in memory, in the order of their creation.
struct TenantList {
  private(set) var tenants: [Tenant] = []
  private var byReference: [String: Int] = [:]
  private var keys: [String: TenantID] = [:]

  mutating func add(_ tenant: Tenant, key: String) {
    byReference[tenant.id.text] = tenants.count
    byReference[tenant.code] = tenants.count
    keys[key] = tenant.id
    tenants.append(tenant)
  }

  /// By id or code.
  subscript(reference: String) -> Tenant? { byReference[reference].map { tenants[$0] } }

  func made(under key: String) -> Tenant? { keys[key].flatMap { self[$0.text] } }

  /// Newest first.
  func page(after cursor: TenantID?, limit: Int) -> Page<Tenant, TenantID> {
    let below = cursor.flatMap { byReference[$0.text] } ?? tenants.count
    let first = max(0, below - limit)
    let items = Array(tenants[first..<below].reversed())
    return Page(items: items, next: first > 0 ? items.last?.id : nil)
  }
}
