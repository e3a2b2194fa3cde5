/// Holds placed and then captured in full, one pair after the other on each connection. Each of the two is an operation.
struct HoldPairs: Workload {
  /// What all acknowledged captures have moved, summed.
  private(set) var moved = 0
  /// What holds that are placed and not captured reserve.
  private(set) var reserved = 0
  private let place: [UInt8]
  private let placeSlots: TransferSlots
  private let capture: [UInt8]
  private let captureSlots: (key: Int, hold: Int, amount: Int)
  private var random = Randomness()
  private var amounts: [Int]
  /// The hold that a connection captures next, as it was named in the answer; empty: it places one.
  private var holds: [[UInt8]]

  private static let holdBytes = 31

  init(tenant: String, connections: Int) {
    (place, placeSlots) = TransferSlots.single("/v1/holds", tenant: tenant, extra: #","expires_in":900"#)
    let key = String(repeating: "0", count: Field.keyBytes)
    let hold = "hold_" + String(repeating: "Z", count: Self.holdBytes - 5)
    capture = RequestText.make(
      "POST", "/v1/holds/\(hold)/capture", tenant: tenant, key: key, body: #"{"amount":10000,"final":true}"#)
    captureSlots = (
      RequestText.position(of: key, in: capture), RequestText.position(of: hold, in: capture),
      RequestText.position(of: "10000", in: capture)
    )
    amounts = Array(repeating: 0, count: connections)
    holds = Array(repeating: [], count: connections)
  }

  mutating func render(_ connection: Int, into request: inout [UInt8]) -> Bool {
    if holds[connection].isEmpty {
      request.removeAll(keepingCapacity: true)
      request.append(contentsOf: place)
      amounts[connection] = placeSlots.write(random.pair(below: Field.accounts), &random, into: &request)
    } else {
      request.removeAll(keepingCapacity: true)
      request.append(contentsOf: capture)
      Field.writeKey(&random, into: &request, at: captureSlots.key)
      request.replaceSubrange(captureSlots.hold..<captureSlots.hold + Self.holdBytes, with: holds[connection])
      Field.write(amounts[connection], digits: Field.amountDigits, into: &request, at: captureSlots.amount)
    }
    return true
  }

  mutating func finish(_ connection: Int, _ body: UnsafeRawBufferPointer) throws -> Int {
    if holds[connection].isEmpty {
      guard let start = Search.first("hold_", in: body), start + Self.holdBytes <= body.count else {
        throw BenchFailure.unexpectedAnswer("a hold was placed, and its id is not in the answer")
      }
      holds[connection] = Array(body[start..<start + Self.holdBytes])
      reserved += amounts[connection]
    } else {
      holds[connection] = []
      reserved -= amounts[connection]
      moved += amounts[connection]
    }
    return 1
  }
}
