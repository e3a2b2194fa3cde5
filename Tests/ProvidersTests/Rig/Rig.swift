import LedgerCore
import Payments
import Testing

@testable import Providers

/// What the tests of both providers share. Keys are invented.
enum Rig {
  static let serverKey = "SB-Mid-server-TESTKEY123"
  static let secretKey = "xnd_development_TESTKEY123"
  static let token = "callback-token-TEST123"
  static let reference: Text = "order-20261120-0001"
  static let payoutReference: Text = "po_01JD4W7Q2M0000CR00000000AH~2"
  static let refundReference: Text = "refund-20261120-0001"
  /// 2026-11-20 10:00:00 in Jakarta.
  static let now = Timestamp(microseconds: 1_795_143_600_000_000)
  static let transaction: Text = "ca297170-be4c-45ed-9dc9-be5ba99d30ee"
  static let request: Text = "pr-1102feb0-bb79-47ae-9d1e-e69394d3949c pm-0b1c7a0e-6d7e-4a52-9f2e-1f0a3f6a1a11"

  static func secret(_ text: String) throws -> ProviderSecret { try #require(ProviderSecret(Array(text.utf8))) }

  static func midtrans(also others: [String] = []) throws -> MidtransAdapter {
    MidtransAdapter(MidtransCredentials(serverKey: try secret(serverKey), alsoSigning: try others.map { try secret($0) }))
  }

  static func xendit(tokens: [String] = [token]) throws -> XenditAdapter {
    XenditAdapter(XenditCredentials(secretKey: try secret(secretKey), callbackTokens: try tokens.map { try secret($0) }))
  }

  static func adapter(_ name: ProviderName) throws -> any ProviderAdapter {
    switch name {
    case .midtrans: try midtrans()
    case .xendit: try xendit()
    }
  }

  static func idr(_ minor: Int64) -> Money { Money(minor, Rupiah.currency) }

  /// Rp10,000 for a quarter of an hour.
  static func charge(
    _ method: PaymentMethod, minor: Int64 = 1_000_000, reference: Text = reference, capturesAtOnce: Bool = true,
    seconds: Int64 = 900,
    description: Text? = nil, returnURL: Text? = nil, items: [ChargeItem] = []
  ) -> Charge {
    Charge(
      reference: reference, amount: idr(minor), method: method, capturesAtOnce: capturesAtOnce,
      expiresAt: now.adding(seconds: seconds),
      now: now, description: description, returnURL: returnURL, items: items)
  }

  static func pointer(_ method: PaymentMethodType, _ providerReference: Text? = nil, reference: Text = reference) -> ChargePointer
  {
    ChargePointer(reference: reference, providerReference: providerReference, method: method, amount: idr(1_000_000))
  }

  static func refund(_ charge: ChargePointer, minor: Int64 = 1_000_000, id: Text? = nil, reason: Text? = nil) -> RefundRequest {
    RefundRequest(
      reference: refundReference, charge: charge, amount: idr(minor), reason: reason, providerReference: id)
  }

  /// Rp10,000 to an account at BCA.
  static func payout(
    minor: Int64 = 1_000_000, bank: Text = "014", number: Text = "1234567890", id: Text? = nil, description: Text? = nil
  ) -> PayoutOrder {
    var order = PayoutOrder(
      reference: payoutReference, amount: idr(minor),
      destination: BankAccount(bank: bank, number: number, holder: "Warung Contoh"), description: description)
    order.providerReference = id
    return order
  }

  /// A call of each operation that each provider can make.
  static func call(_ operation: ProviderOperation, _ name: ProviderName) -> ProviderCall {
    let charge =
      switch name {
      case .midtrans: pointer(operation == .capture ? .card : .qris, transaction)
      case .xendit: pointer(.qris, request)
      }
    return switch operation {
    case .charge: .charge(self.charge(.qris))
    case .status: .status(charge)
    case .capture: .capture(charge, amount: charge.amount)
    case .cancel: .cancel(charge)
    case .refund: .refund(refund(charge))
    case .refundStatus: .refundStatus(refund(charge))
    case .payout: .payout(payout())
    case .payoutStatus: .payoutStatus(payout())
    }
  }
}

extension ProviderRequest {
  var text: String { String(decoding: body, as: UTF8.self) }

  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// An outcome, of a refusal only the reason.
enum Meaning: Hashable, Sendable {
  case done(ProviderFacts)
  case pending(ProviderFacts)
  case declined(ProviderRefusal.Reason)
  case notSent(ProviderRefusal.Reason)
  case unknown(ProviderRefusal.Reason)

  init(_ outcome: ProviderOutcome) {
    switch outcome {
    case .done(let facts): self = .done(facts)
    case .pending(let facts): self = .pending(facts)
    case .declined(let refusal): self = .declined(refusal.reason)
    case .notSent(let refusal): self = .notSent(refusal.reason)
    case .unknown(let refusal): self = .unknown(refusal.reason)
    }
  }

  var facts: ProviderFacts? {
    switch self {
    case .done(let facts), .pending(let facts): facts
    case .declined, .notSent, .unknown: nil
    }
  }

  var isUnknown: Bool {
    switch self {
    case .unknown: true
    case .done, .pending, .declined, .notSent: false
    }
  }
}

/// One answer to one call, and what it means.
struct Answer: Sendable, CustomTestStringConvertible {
  let provider: ProviderName
  let name: String
  let call: ProviderCall
  let status: Int
  let body: String
  let meaning: Meaning

  init(_ provider: ProviderName, _ name: String, _ call: ProviderCall, _ status: Int, _ body: String, _ meaning: Meaning) {
    self.provider = provider
    self.name = name
    self.call = call
    self.status = status
    self.body = body
    self.meaning = meaning
  }

  var testDescription: String { "\(provider.rawValue), \(call.operation.rawValue): \(name)" }

  static let all = midtrans + xendit

  func read(_ body: [UInt8], status: Int? = nil) throws -> Meaning {
    Meaning(try Rig.adapter(provider).outcome(of: call, .answered(status: status ?? self.status, body: body)))
  }
}
