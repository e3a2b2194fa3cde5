/// Batches of transfers between any accounts, each item with a random key and amount.
struct TransferBatches: Workload {
  /// What the transfers of all acknowledged batches have moved, summed.
  private(set) var moved = 0
  /// How many more batches to send.
  var remaining: Int
  private let items: Int
  private let template: [UInt8]
  private let slots: TransferSlots
  private let stride: Int
  private let headKey: Int
  private var random = Randomness()
  private var amounts: [Int]

  init(items: Int, tenant: String, connections: Int, remaining: Int = .max) {
    self.items = items
    self.remaining = remaining
    let list = Array(repeating: TransferSlots.batchItem, count: items).joined(separator: ",")
    let key = String(repeating: "f", count: Field.keyBytes)
    template = RequestText.make("POST", "/v1/batches", tenant: tenant, key: key, body: #"{"items":[\#(list)]}"#)
    headKey = RequestText.position(of: key, in: template)
    slots = TransferSlots(in: template, from: headKey + Field.keyBytes)
    stride = TransferSlots.batchItem.utf8.count + 1
    amounts = Array(repeating: 0, count: connections)
  }

  mutating func render(_ connection: Int, into request: inout [UInt8]) -> Bool {
    guard remaining > 0 else { return false }
    remaining -= 1
    if request.isEmpty { request = template }
    Field.writeKey(&random, into: &request, at: headKey)
    var total = 0
    for item in 0..<items {
      let accounts = random.pair(below: Field.accounts)
      total += slots.write(accounts, &random, into: &request, offset: item * stride)
    }
    amounts[connection] = total
    return true
  }

  mutating func finish(_ connection: Int, _ body: UnsafeRawBufferPointer) throws -> Int {
    if let refused = Search.first(#""status":4"#, in: body) {
      let item = String(decoding: body[refused..<min(refused + 300, body.count)], as: UTF8.self)
      throw BenchFailure.unexpectedAnswer("an item of a batch was refused: …\(item)")
    }
    moved += amounts[connection]
    return items
  }
}
