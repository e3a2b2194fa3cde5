import Glibc
import HTTPClient
import LedgerCore
import Payments
import Providers
import Tenancy

/// The accounts at providers that the configuration names, ready to be spoken to.
final class ProviderRoom: Sendable {
  private let client: HTTPClient
  /// By the tenant's code.
  private let setups: [String: ProviderSetup]
  private let directory: any TenantDirectory

  init(_ configurations: [PaymentConfiguration], _ directory: any TenantDirectory) throws(ConfigurationError) {
    var options = HTTPClientOptions()
    // All tenants' calls to a provider share them: a few that hang must not keep the others waiting.
    options.connectionsPerHost = 64
    let client = HTTPClient(options, name: "providers")
    var setups: [String: ProviderSetup] = [:]
    for configuration in configurations {
      var accounts: [ProviderAccount] = []
      for account in configuration.accounts { accounts.append(try ProviderRoom.account(account, client)) }
      setups[configuration.tenant] = ProviderSetup(
        accounts: accounts, routes: configuration.routes, returnsFees: configuration.returnsFees,
        allowsMerchantDebt: configuration.merchantDebt == .allowed)
    }
    self.client = client
    self.setups = setups
    self.directory = directory
  }

  func setup(_ tenant: TenantID) -> ProviderSetup? { directory.tenant(id: tenant).flatMap { setups[$0.code] } }

  /// Tenants that take payments and are served.
  var tenants: [TenantID] { setups.keys.compactMap { directory.tenant($0) }.filter { $0.status != .closed }.map(\.id) }

  var isEmpty: Bool { setups.isEmpty }

  func close() { client.close() }

  private static func account(
    _ account: PaymentConfiguration.Account, _ client: HTTPClient
  ) throws(ConfigurationError) -> ProviderAccount {
    let key = try secret(account.keyFile)
    var tokens: [ProviderSecret] = []
    for file in account.tokenFiles { tokens.append(try secret(file)) }
    let adapter: any ProviderAdapter =
      switch account.provider {
      case .midtrans: MidtransAdapter(MidtransCredentials(serverKey: key, alsoSigning: tokens))
      case .xendit: XenditAdapter(XenditCredentials(secretKey: key, callbackTokens: tokens))
      }
    return ProviderAccount(adapter) { request, answer in
      let method: HTTPCall.Method =
        switch request.method {
        case .get: .get
        case .post: .post
        case .patch: .patch
        }
      let call = HTTPCall(
        method, account.url + request.path, headers: request.headers.map { HTTPCall.Header($0.name, $0.value) },
        body: request.body,
        connectTimeout: min(3_000_000, account.timeout), timeout: account.timeout)
      client.send(call) { result in
        switch result {
        case .answered(let status, _, let body): answer(.answered(status: status, body: body))
        case .notSent(let reason): answer(.notSent(reason))
        case .interrupted(let reason): answer(.interrupted(reason))
        }
      }
    }
  }

  /// One line of a file that nobody else may read.
  private static func secret(_ path: String) throws(ConfigurationError) -> ProviderSecret {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw ConfigurationError(sentence: "\(path): cannot be read: \(String(cString: strerror(errno)))")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw ConfigurationError(sentence: "\(path): others may read this key; say chmod 600 \(path)")
    }
    var bytes = try TextFile.read(path)
    defer { bytes.withUnsafeMutableBytes { _ = $0.initializeMemory(as: UInt8.self, repeating: 0) } }
    while let last = bytes.last, last == 0x0a || last == 0x0d { bytes.removeLast() }
    guard let secret = ProviderSecret(bytes) else {
      throw ConfigurationError(sentence: "\(path): holds no key: one line of visible ASCII")
    }
    return secret
  }
}
