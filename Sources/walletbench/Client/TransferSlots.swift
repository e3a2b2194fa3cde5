/// Where the changing parts of one transfer are in a request.
struct TransferSlots {
  let key: Int
  let debit: Int
  let credit: Int
  let amount: Int

  private static let emptyKey = String(repeating: "0", count: Field.keyBytes)
  private static let emptyAmount = "10000"

  /// The members of a transfer as JSON, without braces, to be patched.
  static func members(debit: String = Field.account(0), credit: String = Field.account(1)) -> String {
    #""debit":"\#(debit)","credit":"\#(credit)","amount":\#(emptyAmount),"currency":"IDR""#
  }

  /// One item of a batch, with a key of its own.
  static let batchItem = #"{"type":"transfer","key":"\#(emptyKey)",\#(members())}"#

  /// A POST with one key in its head and one transfer in its body.
  static func single(_ path: String, tenant: String, extra: String = "") -> (request: [UInt8], slots: TransferSlots) {
    let request = RequestText.make("POST", path, tenant: tenant, key: emptyKey, body: "{\(members())\(extra)}")
    return (request, TransferSlots(in: request, from: 0))
  }

  /// Finds the first transfer after `start`.
  init(in request: [UInt8], from start: Int) {
    key = RequestText.position(of: Self.emptyKey, in: request, from: start)
    debit = RequestText.position(of: #""debit":"wallet:"#, in: request, from: start) + 16
    credit = RequestText.position(of: #""credit":"wallet:"#, in: request, from: start) + 17
    amount = RequestText.position(of: #""amount":"#, in: request, from: start) + 9
  }

  /// Writes a new key, the accounts and an amount `offset` bytes further on; returns the amount.
  @inline(__always)
  func write(
    _ accounts: (debit: Int, credit: Int), _ random: inout Randomness, into request: inout [UInt8], offset: Int = 0
  ) -> Int {
    let moved = Field.lowestAmount + random.below(Field.amounts)
    Field.writeKey(&random, into: &request, at: key + offset)
    Field.write(accounts.debit, digits: Field.accountDigits, into: &request, at: debit + offset)
    Field.write(accounts.credit, digits: Field.accountDigits, into: &request, at: credit + offset)
    Field.write(moved, digits: Field.amountDigits, into: &request, at: amount + offset)
    return moved
  }
}
