import Foundation

/// Draws tenants as real ones are used: the k-th in proportion to 1/k.
struct Zipf {
  private let cumulated: [Double]

  init(_ count: Int) {
    var sum = 0.0
    cumulated = (1...count).map { rank in
      sum += 1 / Double(rank)
      return sum
    }
  }

  func draw(_ dice: inout Dice) -> Int {
    let point = Double(dice.roll(0...1_000_000_000)) / 1_000_000_000 * (cumulated.last ?? 0)
    var (low, high) = (0, cumulated.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if cumulated[middle] < point { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// One client of many tenants: a transfer of 1 at a time, each answered or not, and how long that took.
final class ZipfClient: @unchecked Sendable {
  // Sendable because one thread uses it at a time.
  private(set) var confirmed: [Int: Int64] = [:]
  /// Sent, and cut off before an answer came.
  private(set) var open: (tenant: Int, key: String)?
  private(set) var times: [Duration] = []
  private(set) var refusals: [String] = []
  private var dice: Dice
  private let name: String
  private var sent = 0

  init(_ number: Int, seed: UInt64) {
    name = "c\(number)"
    dice = Dice(seed: seed &+ UInt64(number))
  }

  /// Sends `count` transfers, or until the connection ends.
  func load(_ connection: Connection, _ zipf: Zipf, count: Int) {
    for _ in 0..<count {
      let tenant = zipf.draw(&dice)
      sent += 1
      let key = "\(name)-\(sent)"
      open = (tenant, key)
      let begin = ContinuousClock.now
      guard let reply = connection.exchange(Self.transfer(tenant, key)) else { return }
      times.append(ContinuousClock.now - begin)
      note(reply, tenant)
    }
  }

  /// Sends again what was cut off.
  func settle(_ connection: Connection) throws {
    guard let (tenant, key) = open else { return }
    note(try connection.ask(Self.transfer(tenant, key)), tenant)
  }

  private func note(_ reply: Reply, _ tenant: Int) {
    open = nil
    if reply.status == 201 { confirmed[tenant, default: 0] += 1 } else { refusals.append(reply.text) }
  }

  static func code(_ tenant: Int) -> String { "zipf-\(tenant)" }

  static func transfer(_ tenant: Int, _ key: String) -> Request {
    .post(
      "/v1/transfers", tenant: code(tenant), key: key, #"{"debit":"bank","credit":"wallet","amount":1,"currency":"IDR"}"#)
  }
}
