/// A tenant that takes payments for its merchants, without fees, and what its books must say.
struct Shop {
  private let socketPath: String

  /// `providers`: where their API is; a stand has its own.
  init(merchants: [String], providers: String = "http://127.0.0.1:9", on daemon: Daemon) throws {
    socketPath = daemon.socketPath
    try Call.succeed(
      socketPath, "POST", "/v1/tenants", key: "tenant", body: #"{"code":"\#(BenchAccounts.tenant)","name":"Benchmark"}"#)
    try BenchAccounts.setUp(at: providers, on: daemon)
    for merchant in merchants {
      try Call.succeed(
        socketPath, "POST", "/v1/merchants", tenant: BenchAccounts.tenant, key: merchant, body: #"{"merchant_id":"\#(merchant)"}"#
      )
    }
  }

  /// The request for what a merchant was paid.
  static func pending(of merchant: String) -> [UInt8] {
    RequestText.make(
      "GET", "/v1/accounts/liabilities:merchant:\(merchant):pending", tenant: BenchAccounts.tenant, key: nil, body: "")
  }

  /// What stands on a merchant's account, in minor units; nothing before the first payment.
  static func paid(_ answer: Call.Answer) throws -> Int {
    if answer.status == 404 { return 0 }
    guard answer.status == 200,
      let paid = Array(answer.body.utf8).withUnsafeBytes({ Search.member(#""credits_posted":"#, in: $0) })
    else { throw BenchFailure.unexpectedAnswer("no balance: \(answer.status) \(answer.body)") }
    return paid
  }

  func paid(_ merchant: String) throws -> Int {
    try Shop.paid(
      Call.make(
        socketPath, "GET", "/v1/accounts/liabilities:merchant:\(merchant):pending", tenant: BenchAccounts.tenant))
  }
}
