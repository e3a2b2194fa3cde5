/// Webhooks about one charge each, of both providers in turns.
struct Webhooks: Workload {
  private let texts: [PaymentIntents.Kind: WebhookText]
  /// What they are about, the last one first; nil: charges that nobody knows, without end.
  private var charges: [PaymentIntents.Charge]?
  private var random = Randomness()
  private var turn = 0

  init(about charges: [PaymentIntents.Charge]? = nil) {
    self.charges = charges
    texts = Dictionary(uniqueKeysWithValues: PaymentIntents.Kind.allCases.map { ($0, WebhookText($0)) })
  }

  mutating func render(_ connection: Int, into request: inout [UInt8]) -> Bool {
    let charge: PaymentIntents.Charge
    if charges != nil {
      guard let next = charges?.popLast() else { return false }
      charge = next
    } else {
      turn += 1
      charge = PaymentIntents.Charge(kind: turn.isMultiple(of: 2) ? .qris : .dana, reference: unknown())
    }
    texts[charge.kind]?.write(charge.reference, &random, into: &request)
    return true
  }

  mutating func finish(_ connection: Int, _ body: UnsafeRawBufferPointer) throws -> Int {
    guard Search.first(#"{"received":true}"#, in: body) == 0 else {
      throw BenchFailure.unexpectedAnswer("a webhook was not received: \(String(decoding: body, as: UTF8.self))")
    }
    return 1
  }

  /// A reference of the right form.
  private mutating func unknown() -> [UInt8] {
    var reference = Array("att_0".utf8)
    while reference.count < WebhookText.referenceBytes {
      reference.append(Self.letters[random.below(Self.letters.count)])
    }
    return reference
  }

  private static let letters = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
}
