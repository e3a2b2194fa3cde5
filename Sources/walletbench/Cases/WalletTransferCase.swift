/// Transfers between 10,000 wallets of customers, in turns with plain transfers between 10,000 accounts: what the wallet's way costs, without
/// anything, and with a fee and with limits of a customer on either side.
enum WalletTransferCase {
  private static let connections = 64
  /// What each wallet has at first, in minor units.
  private static let funding = 10_000_000
  /// What one code can bring, in rupiah.
  private static let topUp = 10_000_000

  static func run(_ bench: Bench) throws -> [Row] {
    try bench.withStand("wallet-transfers") { daemon, directory in
      _ = try Shop(merchants: [], on: daemon)
      let plain = try Wallets(in: BenchAccounts.tenant, on: daemon)
      var accounts = plain
      try fund(daemon)
      let floor = try Floor(path: directory + "/floor.db")
      var rows = [try measure("as they are", daemon, bench, floor, &accounts, fee: false)]
      try limit(daemon)
      rows.append(try measure("fee and limits", daemon, bench, floor, &accounts, fee: true))
      try accounts.verify()
      return rows
    }
  }

  private static func measure(
    _ part: String, _ daemon: Daemon, _ bench: Bench, _ floor: Floor, _ accounts: inout Wallets, fee: Bool
  ) throws -> Row {
    let load = try Load(path: daemon.socketPath, connections: connections)
    var between = WalletTransfers(tenant: BenchAccounts.tenant, connections: connections, fee: fee)
    var plain = Transfers(.uniform, tenants: [BenchAccounts.tenant], connections: connections)
    var series = Series()
    var rates: [Int] = []
    for _ in 0..<bench.pacing.slices {
      try series.slice(load, &between, on: daemon, nanoseconds: bench.pacing.caseSlice, assumedRows: connections) {
        try floor.run(rowsPerCommit: $0, nanoseconds: bench.pacing.floorSlice)
      }
      rates.append(try load.run(&plain, nanoseconds: bench.pacing.caseSlice).throughput.perSecond)
      daemon.settle()
    }
    accounts.expect(posted: plain.moved[0])
    var row = Row(.walletTransfers, connections: connections, series, daemon)
    row.part = part
    row.uniformPerSecond = rates.median
    return row
  }

  /// Makes the wallets, has one of them topped up until there is enough for all, and shares it out.
  private static func fund(_ daemon: Daemon) throws {
    let (tenant, path) = (BenchAccounts.tenant, daemon.socketPath)
    let load = try Load(path: path, connections: connections)
    try Call.succeed(path, "POST", "/v1/wallets", tenant: tenant, key: "bank", body: #"{"wallet_id":"bank","currency":"IDR"}"#)
    for (target, body, key) in [
      ("/v1/customers", #"{"customer_id":"wallet-00000"}"#, "customer-"),
      ("/v1/wallets", #"{"wallet_id":"wallet-00000","customer_id":"wallet-00000","currency":"IDR"}"#, "wallet-"),
    ] {
      var making = OnceEach("POST", target, tenant: tenant, key: key, body: body, of: "wallet-00000")
      _ = try load.run(&making)
    }
    let wanted = Field.accounts * funding
    let webhook = WebhookText(.qris)
    var random = Randomness()
    let (shop, provider) = (try Caller(path: path), try Caller(path: daemon.ingressPath))
    for number in 0..<(wanted / 100 + topUp - 1) / topUp {
      let body = #"{"wallet_id":"bank","amount":\#(topUp * 100),"currency":"IDR","payment_method":{"type":"qris"}}"#
      let made = try shop.succeed(
        RequestText.make("POST", "/v1/payment_intents", tenant: tenant, key: "top-up-\(number)", body: body))
      let confirmed = try shop.succeed(
        RequestText.make(
          "POST", "/v1/payment_intents/\(try id("pi_", made))/confirm", tenant: tenant, key: "confirm-\(number)", body: "{}"))
      var receipt: [UInt8] = []
      webhook.write(Array(try id("att_", confirmed).utf8), &random, into: &receipt)
      _ = try provider.succeed(receipt)
    }
    let deadline = Clock.now + .seconds(60)
    while try available("bank", shop) < wanted {
      try Interruption.check()
      if Clock.now > deadline { throw BenchFailure.wrongTotals("the wallet that pays for all was not topped up in a minute") }
      Clock.sleep(nanoseconds: .milliseconds(10))
    }
    var sharing = OnceEach(
      "POST", "/v1/wallets/bank/transfers", tenant: tenant, key: "share-", body: #"{"to":"wallet-00000","amount":\#(funding)}"#,
      of: "wallet-00000")
    _ = try load.run(&sharing)
  }

  /// A fee, and a tier that every customer is of.
  private static func limit(_ daemon: Daemon) throws {
    let (tenant, most) = (BenchAccounts.tenant, 1_000_000_000_000)
    try Call.succeed(
      daemon.socketPath, "POST", "/v1/payment_settings", tenant: tenant, key: "limits",
      body: #"{"transfer_fee":{"percent":"0.1"},"kyc_tiers":[{"name":"basic","currency":"IDR","balance":\#(most),"#
        + #""transaction":\#(most),"monthly_outflow":\#(most),"monthly_inflow":\#(most)}]}"#)
    var change = OnceEach(
      "POST", "/v1/customers/wallet-00000", tenant: tenant, key: "tier-", body: #"{"kyc_tier":"basic"}"#, of: "wallet-00000")
    _ = try Load(path: daemon.socketPath, connections: connections).run(&change)
  }

  private static func id(_ prefix: String, _ answer: String) throws -> String {
    guard let start = answer.firstRange(of: prefix)?.lowerBound else {
      throw BenchFailure.unexpectedAnswer("no \(prefix)… in \(answer)")
    }
    return String(answer[start...].prefix { $0 != "\"" })
  }

  private static func available(_ wallet: String, _ caller: Caller) throws -> Int {
    let answer = try caller.succeed(
      RequestText.make("GET", "/v1/wallets/\(wallet)", tenant: BenchAccounts.tenant, key: nil, body: ""))
    return Array(answer.utf8).withUnsafeBytes { Search.member(#""available":"#, in: $0) } ?? 0
  }
}

/// Single transfers between wallets, with random keys and amounts.
struct WalletTransfers: Workload {
  private let template: [UInt8]
  private let key: Int
  private let from: Int
  private let to: Int
  private let amount: Int
  private let fee: Bool
  private var random = Randomness()

  /// `fee`: whether each must say that one was taken.
  init(tenant: String, connections: Int, fee: Bool) {
    let key = String(repeating: "0", count: Field.keyBytes)
    template = RequestText.make(
      "POST", "/v1/wallets/wallet-00000/transfers", tenant: tenant, key: key,
      body: #"{"to":"wallet-00001","amount":10000,"currency":"IDR"}"#)
    self.key = RequestText.position(of: key, in: template)
    from = RequestText.position(of: "wallet-00000", in: template) + 7
    to = RequestText.position(of: "wallet-00001", in: template) + 7
    amount = RequestText.position(of: #""amount":"#, in: template) + 9
    self.fee = fee
  }

  mutating func render(_ connection: Int, into request: inout [UInt8]) -> Bool {
    if request.isEmpty { request = template }
    let wallets = random.pair(below: Field.accounts)
    Field.writeKey(&random, into: &request, at: key)
    Field.write(wallets.0, digits: Field.accountDigits, into: &request, at: from)
    Field.write(wallets.1, digits: Field.accountDigits, into: &request, at: to)
    Field.write(Field.lowestAmount + random.below(Field.amounts), digits: Field.amountDigits, into: &request, at: amount)
    return true
  }

  mutating func finish(_ connection: Int, _ body: UnsafeRawBufferPointer) throws -> Int {
    guard let taken = Search.member(#""fee":"#, in: body), fee == (taken > 0) else {
      throw BenchFailure.unexpectedAnswer("a fee is missing, or nobody asked for one: \(String(decoding: body, as: UTF8.self))")
    }
    return 1
  }
}
