import HTTPServer
import LedgerCore
import Sodium
import Synchronization
import Tenancy
import Vault
import WalletAPI

extension WalletService {
  func createPaymentMethod(_ call: Call) throws(Problem) {
    let tenant = try place(call)
    let request = call.request
    try refuseMediaType(request)
    let header = try IdempotencyKey.inHeader(request)
    guard !request.body.isEmpty else { throw Problem(.bodyRequired, "The request has no body; it needs a JSON object.") }
    let form = try MethodForm(request.body)
    let method = try form.judged(for: tenant, now: .now)
    let key = try IdempotencyKey.choose(header: header, body: form.key).string
    let held = Mutex<NewMethod?>(method)
    let hand = Hand(held)
    let origin = call.origin
    try inVault(call, of: tenant, making: true) { vault in
      guard let method = hand.take() else { preconditionFailure("a payment method is kept once") }
      vault.tokenise(method, key: key, origin) { result in
        switch result {
        case .success(let kept): call.exchange.reply(201, isReplay: kept.isReplay) { MethodRendering.write(kept.method, to: &$0) }
        case .failure(let failure): call.exchange.refuse(Problem(failure))
        }
      }
    }
  }

  func getPaymentMethod(_ call: Call) throws(Problem) {
    let tenant = try place(call)
    guard let token = TokenID(call.argument) else { throw .noPaymentMethod }
    try inVault(call, of: tenant) { $0.method(token, answer: call.exchange.method) }
  }

  func listPaymentMethods(_ call: Call) throws(Problem) {
    let tenant = try place(call)
    var filter = MethodFilter()
    if let customer = call.query["customer"] {
      if let problem = PlainText.problem(customer, "customer", most: VaultLimits.referenceBytes) { throw problem }
      filter.customer = customer.string
    }
    filter.kind = try call.query.choice("type", MethodKind.self)
    let cursor = try call.query.cursor(.paymentMethods).map { TokenID(rawValue: $0) }
    let (asked, limit) = (filter, try call.query.limit())
    try inVault(call, of: tenant, nothing: { call.exchange.page(Page(items: [], next: nil)) }) { vault in
      vault.methods(asked, after: cursor, limit: limit) { result in
        switch result {
        case .success(let page): call.exchange.page(page)
        case .failure(.unknownToken):
          call.exchange.refuse(Problem(.invalidCursor, "The cursor is not one that this list answered.", param: "cursor"))
        case .failure(let failure): call.exchange.refuse(Problem(failure))
        }
      }
    }
  }

  /// What is changed about one that is there.
  func changePaymentMethod(
    _ call: Call,
    _ change:
      @escaping @Sendable (TenantVault, TokenID, String, Origin, @escaping TenantVault.Answer<TenantVault.Tokenised>) -> Void
  ) throws(Problem) {
    let tenant = try place(call)
    guard let token = TokenID(call.argument) else { throw .noPaymentMethod }
    let key = try mutation(call, allowed: [], mayBeEmpty: true).key.string
    let origin = call.origin
    try inVault(call, of: tenant) { change($0, token, key, origin, call.exchange.changed) }
  }

  /// The row that says who looked, and why, is durable before the secret is opened.
  func revealPaymentMethod(_ call: Call) throws(Problem) {
    let tenant = try place(call)
    guard let token = TokenID(call.argument) else { throw .noPaymentMethod }
    try refuseMediaType(call.request)
    var held: HeldText?
    if !call.request.body.isEmpty {
      try SecretScanner.read(call.request.body) { (scanner, name) throws(Problem) in
        guard name == "reason" else { throw .unknownField(name) }
        held = HeldText(try scanner.secret(name, most: VaultLimits.referenceBytes))
      }
    }
    let reason = try WalletService.reason(held)
    let origin = call.origin
    try inVault(call, of: tenant) { vault in
      vault.reveal(token, reason: reason, origin) { result in
        switch consume result {
        case .success(let revealed): call.exchange.reply(revealed)
        case .failure(let failure): call.exchange.refuse(Problem(failure))
        }
      }
    }
  }

  /// A reason stays in the audit trail for ever, so that no number may get there.
  private static func reason(_ held: HeldText?) throws(Problem) -> String {
    guard let held else { return "" }
    guard held.digitsInARow < 12 else {
      throw Problem(
        .invalidText, "The field 'reason' holds 12 digits or more in a row; the audit trail keeps no card numbers.",
        param: "reason")
    }
    let text = Text(held.string)
    if let problem = PlainText.problem(text, "reason", most: VaultLimits.referenceBytes) { throw problem }
    return text.string
  }

  /// Runs `work` with the tenant's vault, where it may wait for the disk.
  ///
  /// - Parameter nothing: what to answer where the tenant has no vault yet and none is to be made; otherwise the token is unknown.
  func inVault(
    _ call: Call, of tenant: Tenant, making: Bool = false, nothing: (@Sendable () -> Void)? = nil,
    _ work: @escaping @Sendable (TenantVault) throws(Problem) -> Void
  ) throws(Problem) {
    guard let vaults else { throw Problem(VaultFailure.keyAbsent) }
    switch vaults.ring.state {
    case .absent: throw Problem(VaultFailure.keyAbsent)
    case .sealed: throw Problem(VaultFailure.keySealed)
    case .unsealed: break
    }
    try onWorker(call.exchange) { () throws(Problem) in
      let vault: TenantVault?
      do throws(VaultFailure) { vault = try vaults.vault(of: tenant.id, making: making) } catch { throw Problem(error) }
      guard let vault else {
        guard let nothing else { throw .noPaymentMethod }
        return nothing()
      }
      try work(vault)
    }
  }
}

/// A payment method on its way to another thread, taken out once.
private final class Hand: Sendable {
  private let method: Mutex<NewMethod?>

  init(_ method: consuming Mutex<NewMethod?>) { self.method = method }

  func take() -> NewMethod? { method.withLock { $0.take() } }
}

/// A secret on its way to the reply; wiped when the reply was written, or was not wanted any more.
private final class Sight: Sendable {
  let revealed: TenantVault.Revealed

  init(_ revealed: consuming TenantVault.Revealed) { self.revealed = revealed }
}

extension Exchange {
  fileprivate var method: TenantVault.Answer<PaymentMethod> {
    { [self] result in
      switch result {
      case .success(let method): reply(200) { MethodRendering.write(method, to: &$0) }
      case .failure(let failure): refuse(Problem(failure))
      }
    }
  }

  fileprivate var changed: TenantVault.Answer<TenantVault.Tokenised> {
    { [self] result in
      switch result {
      case .success(let kept): reply(200, isReplay: kept.isReplay) { MethodRendering.write(kept.method, to: &$0) }
      case .failure(.notNow(let why)):
        refuse(Problem(.customerRequired, "The payment method cannot be a default: \(why)."))
      case .failure(let failure): refuse(Problem(failure))
      }
    }
  }

  fileprivate func page(_ page: Page<PaymentMethod, TokenID>) {
    reply(200) { writer in
      ListRendering.write(page.items, next: page.next.map { PageCursor(.paymentMethods, $0.rawValue) }, to: &writer) {
        MethodRendering.write($0, to: &$1)
      }
    }
  }

  fileprivate func reply(_ revealed: consuming TenantVault.Revealed) {
    let sight = Sight(revealed)
    replySecret(200) { MethodRendering.bytes(sight.revealed) }
  }
}
