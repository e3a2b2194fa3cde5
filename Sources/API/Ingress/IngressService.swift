package import HTTPServer
import JSON
import LedgerCore
import Payments
import Sodium
package import Tenancy
import WalletAPI

/// What `ingress.sock` answers: webhooks of providers, and nothing else.
///
/// A delivery is checked on its raw bytes, kept, and answered when it is durable; what it means is found out afterwards, by asking the provider. So
/// the same one may come twice, late or out of order, and a forged one leaves nothing behind but a count.
package final class IngressService: HTTPHandler {
  private let directory: any TenantDirectory
  private let providers: ProviderRoom
  private let log: any EventLog
  /// Called when something was kept that waits for its work.
  private let wake: @Sendable () -> Void
  private let requestIDs = RequestSequence()
  private let counts: IngressCounts

  package init(
    directory: any TenantDirectory, providers: ProviderRoom, log: any EventLog, counts: IngressCounts = IngressCounts(),
    wake: @escaping @Sendable () -> Void
  ) {
    self.directory = directory
    self.providers = providers
    self.log = log
    self.counts = counts
    self.wake = wake
  }

  /// What a body may have: a record holds it whole.
  package static let bodyBytes = 49_152

  package func handle(_ request: HTTPRequest, _ responder: HTTPResponder) {
    let address: (tenant: Tenant, provider: ProviderName)
    do throws(Problem) { address = try addressee(request) } catch { return refuse(error, nil, responder) }
    do throws(Problem) { try take(request, for: address.tenant, address.provider, responder) } catch {
      refuse(error, address.provider, responder)
    }
  }

  package func turnEnded() { directory.wakeWriters() }

  package func answer(to failure: HTTPFailure) -> HTTPResponse {
    let problem = Problem(failure)
    counts.refused(nil, problem.code)
    return problem.response(for: RequestIdentity(sequence: requestIDs))
  }

  private func refuse(_ problem: Problem, _ provider: ProviderName?, _ responder: HTTPResponder) {
    counts.refused(provider, problem.code)
    let identity = RequestIdentity(sequence: requestIDs)
    responder.send { problem.response(for: identity) }
  }

  private func take(_ request: HTTPRequest, for tenant: Tenant, _ provider: ProviderName, _ responder: HTTPResponder)
    throws(Problem)
  {
    guard request.method == .post else { throw Problem(.methodNotAllowed, "This path takes POST.", allow: "POST") }
    // While the vault is sealed nobody can tell who sent it: 503, and the provider sends it again.
    providers.ready(tenant.id) { [self] result in
      do throws(Problem) {
        guard let account = try result.get().account(provider) else { throw IngressService.nobody }
        try take(request, tenant, account, responder)
      } catch { refuse(error, provider, responder) }
    }
  }

  private func take(
    _ request: HTTPRequest, _ tenant: Tenant, _ account: ProviderAccount, _ responder: HTTPResponder
  ) throws(Problem) {
    let delivery = WebhookDelivery(headers: IngressService.headers(request), body: request.body)
    let notification: ProviderNotification
    do throws(WebhookRefusal) {
      notification = try account.adapter.notification(delivery)
    } catch {
      log.record(
        .warning, "webhook refused", [("tenant", tenant.code), ("provider", account.name.rawValue), ("reason", "\(error)")])
      switch error {
      case .notAuthentic:
        throw Problem(.unauthenticated, "The webhook is not signed by this tenant's account at \(account.name.rawValue).")
      case .malformed(let what): throw Problem(.invalidJSON, "The webhook cannot be read: \(what).")
      }
    }
    guard let body = String(validating: request.body, as: UTF8.self) else {
      throw Problem(.invalidText, "The webhook's body is not UTF-8.")
    }
    let digest = Text(IngressService.hex(Digest.of(request.body)))
    // An id that is too long for a name is none; a body of escapes is longer as JSON than it came.
    guard
      let work = notification.eventID.flatMap({ KeepDelivery(account.name, identity: $0, body: Text(body)) })
        ?? KeepDelivery(account.name, identity: digest, body: Text(body))
    else {
      throw Problem(.bodyTooLarge, "The webhook has \(request.body.count) bytes, and as JSON text more than a record can hold.")
    }
    directory.whenOpen(tenant.id) { [self] ledger in
      do {
        try ledger.get().submit(.single(Command(key: "", operation: .record(work))), waking: false) { [self] result in
          switch result {
          case .success(.single(let reply)):
            if case .recorded(let changes) = reply.result { return kept(account.name, isNew: !changes.isEmpty, responder) }
            refuse(Problem(.internalError, "The ledger did not keep the webhook."), account.name, responder)
          case .success: preconditionFailure("a single command has a single answer")
          case .failure(let failure): refuse(Problem(failure), account.name, responder)
          }
        }
        // This may be another thread than the one whose turn ends.
        directory.wakeWriters()
      } catch let failure as LedgerFailure {
        refuse(Problem(failure), account.name, responder)
      } catch {
        refuse(Problem(.internalError, "The ledger could not be asked."), account.name, responder)
      }
    }
  }

  private func kept(_ provider: ProviderName, isNew: Bool, _ responder: HTTPResponder) {
    counts.took(provider, isNew: isNew)
    responder.send {
      HTTPResponse(status: 200, contentType: "application/json", headers: [], body: Array(#"{"received":true}"#.utf8))
    }
    wake()
  }

  /// `/v1/webhooks/{tenant}/{provider}`
  private func addressee(_ request: HTTPRequest) throws(Problem) -> (Tenant, ProviderName) {
    let parts = request.path.string.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0].isEmpty, parts[1] == "v1", parts[2] == "webhooks",
      let tenant = directory.tenant(String(parts[3])), tenant.status == .active,
      let provider = ProviderName(rawValue: String(parts[4]))
    else { throw IngressService.nobody }
    return (tenant, provider)
  }

  private static var nobody: Problem {
    Problem(
      .routeNotFound, "There is no such tenant with such a provider here; the path is /v1/webhooks/{tenant}/{provider}.")
  }

  /// Those that providers sign or name their events with.
  private static func headers(_ request: HTTPRequest) -> [ProviderRequest.Header] {
    var found: [ProviderRequest.Header] = []
    if let token = request.header("x-callback-token") { found.append(.init("x-callback-token", token.string)) }
    if let id = request.header("webhook-id") { found.append(.init("webhook-id", id.string)) }
    return found
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
