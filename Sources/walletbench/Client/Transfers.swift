/// Single transfers with random keys and amounts.
struct Transfers: Workload {
  enum Spread {
    /// Any account to any other.
    case uniform
    /// Any account to the first one.
    case ontoOne
  }

  /// What the acknowledged transfers of each tenant have moved, summed.
  private(set) var moved: [Int]
  private let spread: Spread
  private let templates: [[UInt8]]
  private let slots: [TransferSlots]
  private var random = Randomness()
  private var amounts: [Int]

  /// Connections take turns with the tenants.
  init(_ spread: Spread, tenants: [String], connections: Int) {
    self.spread = spread
    let requests = tenants.map { TransferSlots.single("/v1/transfers", tenant: $0) }
    templates = requests.map(\.request)
    slots = requests.map(\.slots)
    amounts = Array(repeating: 0, count: connections)
    moved = Array(repeating: 0, count: tenants.count)
  }

  mutating func render(_ connection: Int, into request: inout [UInt8]) -> Bool {
    let tenant = connection % templates.count
    if request.isEmpty { request = templates[tenant] }
    let accounts =
      switch spread {
      case .uniform: random.pair(below: Field.accounts)
      case .ontoOne: (1 + random.below(Field.accounts - 1), 0)
      }
    amounts[connection] = slots[tenant].write(accounts, &random, into: &request)
    return true
  }

  mutating func finish(_ connection: Int, _ body: UnsafeRawBufferPointer) throws -> Int {
    moved[connection % moved.count] += amounts[connection]
    return 1
  }
}
