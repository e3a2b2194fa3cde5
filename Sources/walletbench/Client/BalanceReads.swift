/// Reads of any account's balance.
struct BalanceReads: Workload {
  private let template: [UInt8]
  private let account: Int
  private var random = Randomness()

  init(tenant: String) {
    template = RequestText.make("GET", "/v1/accounts/" + Field.account(0), tenant: tenant, key: nil, body: "")
    account = RequestText.position(of: "wallet:", in: template) + 7
  }

  mutating func render(_ connection: Int, into request: inout [UInt8]) -> Bool {
    if request.isEmpty { request = template }
    Field.write(random.below(Field.accounts), digits: Field.accountDigits, into: &request, at: account)
    return true
  }

  mutating func finish(_ connection: Int, _ body: UnsafeRawBufferPointer) throws -> Int {
    guard Search.member(#""available":"#, in: body) != nil else {
      throw BenchFailure.unexpectedAnswer("a balance has no \"available\"")
    }
    return 1
  }
}
