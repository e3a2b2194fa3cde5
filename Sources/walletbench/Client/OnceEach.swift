/// One request for every wallet, in their order.
struct OnceEach: Workload {
  private let template: [UInt8]
  private let accounts: [Int]
  private let key: Int?
  private var next = 0

  /// The path or the body names `wallet:00000`, or what `first` says instead, once or more often; the key is extended by the wallet's number.
  init(
    _ method: String, _ path: String, tenant: String, key prefix: String?, body: String, of first: String = Field.account(0)
  ) {
    template = RequestText.make(method, path, tenant: tenant, key: prefix.map { $0 + "00000" }, body: body)
    var places: [Int] = []
    let name = Array(first.utf8)
    for start in template.indices where template[start...].starts(with: name) {
      places.append(start + name.count - Field.accountDigits)
    }
    accounts = places
    key = prefix.map { [template] in RequestText.position(of: $0 + "00000", in: template) + $0.utf8.count }
  }

  mutating func render(_ connection: Int, into request: inout [UInt8]) -> Bool {
    guard next < Field.accounts else { return false }
    if request.isEmpty { request = template }
    for account in accounts { Field.write(next, digits: Field.accountDigits, into: &request, at: account) }
    if let key { Field.write(next, digits: Field.accountDigits, into: &request, at: key) }
    next += 1
    return true
  }

  mutating func finish(_ connection: Int, _ body: UnsafeRawBufferPointer) throws -> Int { 1 }
}

/// Reads every wallet once and sums the four counters.
struct CounterSums: Workload {
  private(set) var debitsPosted = 0
  private(set) var creditsPosted = 0
  private(set) var debitsPending = 0
  private(set) var creditsPending = 0
  private var reads: OnceEach

  init(_ reads: OnceEach) { self.reads = reads }

  mutating func render(_ connection: Int, into request: inout [UInt8]) -> Bool { reads.render(connection, into: &request) }

  mutating func finish(_ connection: Int, _ body: UnsafeRawBufferPointer) throws -> Int {
    try add(body)
    return 1
  }

  /// Adds the counters of one account as the API gives them.
  mutating func add(_ account: UnsafeRawBufferPointer) throws {
    guard let debitsPosted = Search.member(#""debits_posted":"#, in: account),
      let creditsPosted = Search.member(#""credits_posted":"#, in: account),
      let debitsPending = Search.member(#""debits_pending":"#, in: account),
      let creditsPending = Search.member(#""credits_pending":"#, in: account)
    else {
      throw BenchFailure.unexpectedAnswer("an account lacks a counter: \(String(decoding: account, as: UTF8.self))")
    }
    self.debitsPosted += debitsPosted
    self.creditsPosted += creditsPosted
    self.debitsPending += debitsPending
    self.creditsPending += creditsPending
  }
}
