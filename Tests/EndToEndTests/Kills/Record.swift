import JSON

/// A client's own note of one request: written before it is sent, completed when the answer is there.
struct Record: Sendable {
  let key: String
  let work: Work
  var answer: Answer?

  var request: Request { work.request(key: key) }
}

/// What the answers that clients were given add up to: the balances the ledger must show.
struct Tally: Equatable, Sendable {
  private(set) var accounts = [Counters](repeating: Counters(), count: Cast.accounts)
  /// Rows of `postings`: one for each movement and for each remainder of a hold that was given back.
  private(set) var postings: Int64 = 0
  /// Requests that were refused with 402, for the report.
  private(set) var refused = 0

  /// Adds what an answered request did.
  mutating func add(_ record: Record) throws {
    guard let answer = record.answer else { preconditionFailure("\(record.key) was not answered") }
    switch (record.work, answer.status) {
    case (_, 402): refused += 1
    case (.transfer(let movement), 201): post(movement)
    case (.hold(let movement), 201): reserve(movement, movement.amount)
    case (.capture(_, let movement, let remaining, let isFinal), 200):
      post(movement)
      reserve(movement, isFinal ? -remaining : -movement.amount, rows: isFinal && remaining > movement.amount ? 1 : 0)
    case (.release(_, let movement, let remaining), 200): reserve(movement, -remaining)
    case (.batch(let items, _), 200):
      let statuses = try BatchStatuses.read(answer.body)
      guard statuses.count == items.count else { throw RigFailure("\(record.key): \(statuses.count) results") }
      for (item, status) in zip(items, statuses) {
        switch (item, status) {
        case (.transfer(let movement), 201): post(movement)
        case (.hold(let movement), 201): reserve(movement, movement.amount)
        case (_, 402), (_, 409): refused += 1
        default: throw RigFailure("\(record.key): an item was answered \(status): \(answer.text)")
        }
      }
    default: throw RigFailure("\(record.key): unexpected answer \(answer.text)")
    }
  }

  mutating func post(_ movement: Work.Movement, times: Int64 = 1) {
    accounts[movement.debit].debitsPosted += movement.amount * times
    accounts[movement.credit].creditsPosted += movement.amount * times
    postings += times
  }

  private mutating func reserve(_ movement: Work.Movement, _ amount: Int64, rows: Int64 = 1) {
    accounts[movement.debit].debitsPending += amount
    accounts[movement.credit].creditsPending += amount
    postings += rows
  }
}

/// The statuses of a batch's results, in order.
enum BatchStatuses {
  static func read(_ body: [UInt8]) throws -> [Int] {
    guard let results = try JSONValue.parse(body)["results"]?.arrayValue else { throw RigFailure("no results") }
    return try results.map { result in
      guard let status = result["status"]?.integerValue else { throw RigFailure("a result without a status: \(result)") }
      return Int(status)
    }
  }
}
