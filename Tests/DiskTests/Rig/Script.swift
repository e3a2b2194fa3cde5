/// What the clients of a daemon do, in order. The same every time.
struct Script {
  enum Step {
    /// Requests that arrive at one moment. `{key}` in a path or a body stands for the id in the answer to the request of that key.
    case send([Request])
    case pass(seconds: Int64)
    /// The daemon is stopped in good order and started again.
    case restart
  }

  private(set) var steps: [Step] = []

  /// Everything there is: a few hundred rows, enough for runs of the index, merges, checkpoints and watermarks.
  static func long(rounds: Int = 12) -> Script {
    var script = Script()
    script.openBooks()
    for round in 0..<rounds {
      script.moveMoney(round)
      script.hold(round)
      script.batch(round)
      script.administrate(round)
      if round == rounds / 3 { script.createOther() }
      if round == rounds / 2 { script.steps.append(.restart) }
    }
    return script
  }

  private mutating func send(_ requests: Request...) { steps.append(.send(requests)) }

  private mutating func openBooks() {
    send(.post("/v1/tenants", "tenant-toko", #"{"code":"toko","name":"Toko"}"#, tenant: nil))
    send(.post("/v1/accounts", "open-cash", #"{"code":"cash","currency":"IDR","class":"asset"}"#))
    for name in ["alice", "bob", "carol", "dave"] {
      send(
        .post(
          "/v1/accounts", "open-\(name)",
          #"{"code":"wallet:\#(name)","currency":"IDR","class":"liability","limit":"no_overdraft"}"#))
    }
    send(
      Script.transfer("fund-alice", "cash", "wallet:alice", 1_000_000), Script.transfer("fund-bob", "cash", "wallet:bob", 500_000)
    )
  }

  private static func transfer(_ key: String, _ debit: String, _ credit: String, _ amount: Int, more: String = "") -> Request {
    .post("/v1/transfers", key, #"{"debit":"\#(debit)","credit":"\#(credit)","amount":\#(amount)\#(more)}"#)
  }

  private mutating func moveMoney(_ round: Int) {
    send(
      Script.transfer(
        "t-\(round)", "wallet:alice", "wallet:carol", 100 + round,
        more: #","reference":"order-\#(round)","metadata":{"n":"\#(round)"}"#))
    send(Script.transfer("poor-\(round)", "wallet:dave", "wallet:bob", 10_000_000))
    // At one moment: one commit, and of two that cannot both be paid the first wins.
    steps.append(
      .send((0..<4).map { Script.transfer("g-\(round)-\($0)", "wallet:bob", "wallet:dave", 7 + $0) }))
    if round % 2 == 0 { send(.post("/v1/transactions/{t-\(round)}/reverse", "undo-\(round)", "{}")) }
  }

  private mutating func hold(_ round: Int) {
    func place(_ key: String, _ seconds: Int) -> Request {
      .post(
        "/v1/holds", key, #"{"debit":"wallet:alice","credit":"wallet:bob","amount":\#(500 + round),"expires_in":\#(seconds)}"#)
    }
    send(place("h-\(round)", 900), place("r-\(round)", 900), place("x-\(round)", 45))
    send(.post("/v1/holds/{h-\(round)}/capture", "c1-\(round)", #"{"amount":100,"final":false}"#))
    send(.post("/v1/holds/{r-\(round)}/release", "rel-\(round)", "{}"))
    steps.append(.pass(seconds: 30))
    send(.post("/v1/holds/{h-\(round)}/capture", "c2-\(round)", #"{"amount":50}"#))
    if round > 0 { send(.post("/v1/holds/{x-\(round - 1)}/capture", "late-\(round)", "{}")) }
  }

  private mutating func batch(_ round: Int) {
    func item(_ debit: String, _ credit: String, _ amount: Int) -> String {
      #"{"type":"transfer","debit":"wallet:\#(debit)","credit":"wallet:\#(credit)","amount":\#(amount)}"#
    }
    let mixed = (0..<8).map { $0 == 5 ? item("dave", "alice", 90_000_000) : item("alice", "bob", 10 + $0) }
    send(.post("/v1/batches", "b-\(round)", #"{"items":[\#(mixed.joined(separator: ","))]}"#))
    let whole = (0..<4).map { item("bob", "carol", 3 + $0) }
    let broken = whole + [item("dave", "alice", 80_000_000)]
    let items = (round % 3 == 2 ? broken : whole).joined(separator: ",")
    send(.post("/v1/batches", "a-\(round)", #"{"atomic":true,"items":[\#(items)]}"#))
  }

  private mutating func administrate(_ round: Int) {
    switch round % 4 {
    case 0: send(.post("/v1/accounts/wallet:carol/freeze", "fr-\(round)", #"{"sides":["debits"]}"#))
    case 1: send(.post("/v1/accounts/wallet:carol/unfreeze", "un-\(round)", #"{"sides":["debits"]}"#))
    case 2: send(.post("/v1/accounts", "new-\(round)", #"{"code":"wallet:n\#(round)","currency":"IDR","class":"liability"}"#))
    default: send(.get("/v1/head"))
    }
  }

  private mutating func createOther() {
    send(.post("/v1/tenants", "tenant-warung", #"{"code":"warung","name":"Warung"}"#, tenant: nil))
    for name in ["a", "b"] {
      send(.post("/v1/accounts", "w-\(name)", #"{"code":"\#(name)","currency":"IDR","class":"liability"}"#, tenant: "warung"))
    }
    send(.post("/v1/transfers", "w-t", #"{"debit":"a","credit":"b","amount":5}"#, tenant: "warung"))
  }
}
