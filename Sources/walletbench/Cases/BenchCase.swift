/// What can be measured.
enum BenchCase: String, CaseIterable {
  /// What the disk allows, without a daemon.
  case fsync
  /// What sockets and the load generator allow, without a daemon.
  case socket
  /// The floor alone, at some fixed commit sizes.
  case floor
  case singles
  case batch
  case hot
  /// Transfers between customers' wallets, beside plain ones.
  case walletTransfers = "wallet-transfers"
  case growth
  case holds
  case reads
  case tenants
  case slow
  case keys
  case noisy
  case events
  /// Intents made and confirmed.
  case intents
  /// What the daemon adds to a call to a provider.
  case provider
  /// Webhooks taken.
  case ingress
  /// From a webhook to the balance that it leads to.
  case webhooks
  /// A vault in this process.
  case vault

  /// Whether it runs when no case is named. The floor stands beside every case anyway.
  var runsUnasked: Bool { self != .floor }

  func run(_ bench: Bench) throws -> [Row] {
    switch self {
    case .fsync: try Baseline.fsync(bench)
    case .socket: try Baseline.socket(bench)
    case .floor: try Baseline.floor(bench)
    case .singles: try TransferCases.singles(bench)
    case .batch: try TransferCases.batch(bench)
    case .hot: try TransferCases.hot(bench)
    case .walletTransfers: try WalletTransferCase.run(bench)
    case .growth: try GrowthCase.run(bench)
    case .holds: try OtherCases.holds(bench)
    case .reads: try OtherCases.reads(bench)
    case .tenants: try OtherCases.tenants(bench)
    case .slow: try SlowCase.run(bench)
    case .keys: try KeysCase.run(bench)
    case .noisy: try NoisyCase.run(bench)
    case .events: try EventsCase.run(bench)
    case .intents: try IntentCases.intents(bench)
    case .provider: try IntentCases.provider(bench)
    case .ingress: try WebhookCases.ingress(bench)
    case .webhooks: try WebhookCases.webhooks(bench)
    case .vault: try VaultCase.run(bench)
    }
  }
}
