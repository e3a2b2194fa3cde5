/// Pages of a hundred transactions, the slowest thing there is to ask for in a small request.
struct ListReads: Workload {
  private let request: [UInt8]

  init(tenant: String) {
    request = RequestText.make("GET", "/v1/transactions?limit=100", tenant: tenant, key: nil, body: "")
  }

  mutating func render(_ connection: Int, into request: inout [UInt8]) -> Bool {
    request = self.request
    return true
  }

  mutating func finish(_ connection: Int, _ body: UnsafeRawBufferPointer) throws -> Int { 1 }
}
