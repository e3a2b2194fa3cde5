import LedgerCore
import Tenancy
import WalletAPI

extension Problem {
  init(_ failure: TenantFailure) {
    switch failure {
    case .codeTaken: self.init(.tenantCodeTaken, "Another tenant has this code, or had it.", param: "code")
    case .mismatch(let field):
      self.init(
        .idempotencyMismatch,
        "The idempotency key was used before for a request that differs in '\(field)'; use a new key for a new request.",
        param: field)
    case .unknownTenant: self = .noTenantInPath
    case .unknownKey: self.init(.keyNotFound, "This tenant has no such API key.", param: "key")
    case .wrongStatus(let status):
      switch status {
      case .closed: self.init(.tenantClosed, "The tenant is closed: nothing in it changes any more.")
      case .active: self.init(.tenantNotSuspended, "The tenant is active; only a suspended one can be resumed.")
      case .suspended: self.init(.tenantSuspended, "The tenant is suspended already.")
      }
    case .keyNotActive(let status):
      self.init(.keyNotActive, "The API key is \(status.rawValue); only an active one can be rotated or revoked.", param: "key")
    case .expiryInPast:
      self.init(.invalidTime, "The key would have expired already; 'expires_at' lies ahead.", param: "expires_at")
    case .notClosed: self.init(.tenantNotClosed, "Only a closed tenant can be deleted; close it first.")
    case .retained(let until):
      self.init(.tenantRetained, "The tenant's records must be kept until \(until.rfc3339); it can be deleted from then on.")
    case .confirmationWrong:
      self.init(.confirmationWrong, "To delete a tenant for ever, 'confirm' is exactly its code.", param: "confirm")
    case .ledger(let failure): self.init(failure)
    }
  }
}
