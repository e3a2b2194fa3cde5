import HTTPServer
import LedgerCore
import Synchronization
import Tenancy
import WalletAPI

/// What all keys and tenants have used of their limits. On the thread of the server, like everything that decides about a request
/// before it is handed on: no lock, and nothing is allocated for a caller that was here before.
final class Meters: @unchecked Sendable {
  // Sendable because the dictionaries are touched only on the thread of the server.
  private let limits: RequestLimits
  private var keys: [KeyID: Meter] = [:]
  private var tenants: [TenantID: Meter] = [:]
  let refusals = LimitCounters()

  init(_ limits: RequestLimits) { self.limits = limits }

  func meter(of key: KeyID) -> Meter {
    if let meter = keys[key] { return meter }
    let meter = Meter()
    keys[key] = meter
    return meter
  }

  func meter(of tenant: TenantID) -> Meter {
    if let meter = tenants[tenant] { return meter }
    let meter = Meter()
    tenants[tenant] = meter
    return meter
  }

  /// Counts a request of a platform, or refuses it. A request that is refused takes nothing from anybody's share but its key's.
  func admit(_ caller: Caller, to tenant: Tenant, now: UInt64) throws(Problem) -> Admission {
    let keyRate = caller.key.map { $0.key.requestsPerSecond ?? limits.perSecondOfKey } ?? 0
    let tenantRate = tenant.settings.requestsPerSecond ?? limits.perSecondOfTenant
    let places = tenant.settings.concurrentRequests ?? limits.concurrentOfTenant
    guard keyRate > 0 || tenantRate > 0 || places > 0 else { return Admission() }
    let ofTenant = caller.known?.tenantMeter ?? meter(of: tenant.id)
    var admission = Admission()
    if keyRate > 0, let key = caller.key {
      let ofKey = caller.known?.keyMeter ?? meter(of: key.key.id)
      guard let quota = ofKey.take(rate: keyRate, now: now) else {
        throw refusal(
          .keyRate, "The API key \(key.key.id) may make \(keyRate) requests a second; wait a second.",
          Admission(key: ofKey.quota, policyFrom: ofKey))
      }
      admission.key = quota
      admission.policyFrom = ofKey
    }
    if places > 0, ofTenant.underWay.load(ordering: .relaxed) >= places {
      throw refusal(
        .tenantConcurrency, "The tenant's platforms may have \(places) requests under way at once; wait for an answer.",
        Admission(concurrency: places))
    }
    guard let quota = ofTenant.take(rate: tenantRate, now: now) else {
      throw refusal(
        .tenantRate, "The tenant's platforms may make \(tenantRate) requests a second together; wait a second.",
        Admission(key: admission.key, tenant: ofTenant.quota, policyFrom: admission.policyFrom ?? ofTenant))
    }
    admission.tenant = quota
    if tenantRate > 0, admission.policyFrom == nil { admission.policyFrom = ofTenant }
    if places > 0 {
      ofTenant.underWay.add(1, ordering: .relaxed)
      admission.place = ofTenant
    }
    return admission
  }

  private func refusal(_ reason: LimitReason, _ detail: String, _ admission: Admission) -> Problem {
    refusals.count(reason)
    var problem = Problem(reason == .tenantConcurrency ? .concurrencyLimited : .rateLimited, detail)
    problem.admission = admission
    return problem
  }
}

/// What a request was let in with, for the headers of its reply.
struct Admission: Sendable {
  var key = Quota.none
  var tenant = Quota.none
  /// Where the policy's text is kept.
  var policyFrom: Meter?
  /// The limit of requests at once, where that is why it was refused.
  var concurrency = 0
  /// Whose place it takes until it is answered.
  var place: Meter?

  func append(to headers: inout [HTTPHeader]) {
    if concurrency > 0 { headers += LimitHeaders.concurrency(concurrency) }
    guard let policyFrom else { return }
    headers.append(HTTPHeader("RateLimit-Policy", policyFrom.policy(key: key, tenant: tenant)))
    headers.append(HTTPHeader("RateLimit", LimitHeaders.remaining(key: key, tenant: tenant)))
  }
}

/// Refusals by reason, read by the metrics on another thread.
final class LimitCounters: Sendable {
  private let keyRate = Atomic<Int64>(0)
  private let tenantRate = Atomic<Int64>(0)
  private let tenantConcurrency = Atomic<Int64>(0)
  private let failedKeys = Atomic<Int64>(0)

  func count(_ reason: LimitReason) {
    switch reason {
    case .keyRate: keyRate.add(1, ordering: .relaxed)
    case .tenantRate: tenantRate.add(1, ordering: .relaxed)
    case .tenantConcurrency: tenantConcurrency.add(1, ordering: .relaxed)
    case .failedKeys: failedKeys.add(1, ordering: .relaxed)
    }
  }

  func current(_ reason: LimitReason) -> Int64 {
    switch reason {
    case .keyRate: keyRate.load(ordering: .relaxed)
    case .tenantRate: tenantRate.load(ordering: .relaxed)
    case .tenantConcurrency: tenantConcurrency.load(ordering: .relaxed)
    case .failedKeys: failedKeys.load(ordering: .relaxed)
    }
  }
}
