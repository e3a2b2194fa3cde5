/// Intents that are made and then confirmed, one pair after the other on each connection. A pair is an operation.
struct PaymentIntents: Workload {
  /// Rupiah of each.
  static let rupiah = 15_000

  /// References of the charges that were made, as providers know them; kept only where they are wanted.
  private(set) var charges: [Charge] = []
  private let keepsCharges: Bool
  /// Pairs that are still to be begun.
  private var left: Int
  private let make: [[UInt8]]
  private let makeKey: [Int]
  private let confirm: [UInt8]
  private let confirmSlots: (key: Int, intent: Int)
  private var random = Randomness()
  private let kinds: [Kind]
  /// The intent that a connection confirms next; empty: it makes one.
  private var intents: [[UInt8]]

  enum Kind: CaseIterable {
    /// A code to scan, at Midtrans.
    case qris
    /// A page to open, at Xendit.
    case dana

    var method: String {
      switch self {
      case .qris: #"{"type":"qris"}"#
      case .dana: #"{"type":"dana"}"#
      }
    }
  }

  struct Charge {
    let kind: Kind
    let reference: [UInt8]
  }

  private static let intentBytes = 29

  /// - Parameters:
  ///   - kinds: connections take turns with them.
  ///   - count: pairs in all; nil: until the time is over.
  init(merchant: String, _ kinds: [Kind] = [.qris], count: Int? = nil, keepsCharges: Bool = false, connections: Int) {
    self.keepsCharges = keepsCharges
    left = count ?? .max
    let key = String(repeating: "0", count: Field.keyBytes)
    make = kinds.map { kind in
      RequestText.make(
        "POST", "/v1/payment_intents", tenant: BenchAccounts.tenant, key: key,
        body: PaymentIntents.body(merchant: merchant, rupiah: PaymentIntents.rupiah, kind))
    }
    makeKey = make.map { RequestText.position(of: key, in: $0) }
    let intent = "pi_" + String(repeating: "Z", count: PaymentIntents.intentBytes - 3)
    confirm = RequestText.make(
      "POST", "/v1/payment_intents/\(intent)/confirm", tenant: BenchAccounts.tenant, key: key, body: "{}")
    confirmSlots = (RequestText.position(of: key, in: confirm), RequestText.position(of: intent, in: confirm))
    self.kinds = (0..<connections).map { kinds[$0 % kinds.count] }
    intents = Array(repeating: [], count: connections)
  }

  static func body(merchant: String, rupiah: Int, _ kind: Kind) -> String {
    #"{"merchant_id":"\#(merchant)","amount":\#(rupiah * 100),"currency":"IDR","payment_method":\#(kind.method),"#
      + #""return_url":"https://shop.example/ok"}"#
  }

  mutating func render(_ connection: Int, into request: inout [UInt8]) -> Bool {
    request.removeAll(keepingCapacity: true)
    if intents[connection].isEmpty {
      guard left > 0 else { return false }
      left -= 1
      let turn = connection % make.count
      request.append(contentsOf: make[turn])
      Field.writeKey(&random, into: &request, at: makeKey[turn])
    } else {
      request.append(contentsOf: confirm)
      Field.writeKey(&random, into: &request, at: confirmSlots.key)
      request.replaceSubrange(
        confirmSlots.intent..<confirmSlots.intent + PaymentIntents.intentBytes, with: intents[connection])
    }
    return true
  }

  mutating func finish(_ connection: Int, _ body: UnsafeRawBufferPointer) throws -> Int {
    guard intents[connection].isEmpty else {
      intents[connection] = []
      guard let start = Search.first("att_", in: body), start + WebhookText.referenceBytes <= body.count,
        Search.first(#""status":"requires_action""#, in: body) != nil
      else {
        throw BenchFailure.unexpectedAnswer("a confirmed intent waits for nobody: \(String(decoding: body, as: UTF8.self))")
      }
      if keepsCharges {
        charges.append(Charge(kind: kinds[connection], reference: Array(body[start..<start + WebhookText.referenceBytes])))
      }
      return 1
    }
    guard let start = Search.first("pi_", in: body), start + PaymentIntents.intentBytes <= body.count else {
      throw BenchFailure.unexpectedAnswer("an intent was made, and its id is not in the answer")
    }
    intents[connection] = Array(body[start..<start + PaymentIntents.intentBytes])
    return 0
  }
}
