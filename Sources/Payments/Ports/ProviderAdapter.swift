package import LedgerCore

/// How one provider is spoken to: bytes out of calls, meaning out of bytes. Pure: whoever owns the connection sends and receives, so that
/// the same adapter works in the daemon, in a test with recorded bytes, and in a simulation.
package protocol ProviderAdapter: Sendable {
  var name: ProviderName { get }

  /// Why a charge can not be made here (currency, amount, method); nil when it can.
  func objection(to charge: Charge) -> ProviderRefusal?

  /// Why a payout can not be made here (currency, amount, bank); nil when it can.
  func objection(to payout: PayoutOrder) -> ProviderRefusal?

  /// The request for a call. Throws where the call can not be expressed (a fraction of a rupiah, a capture of what cannot be captured).
  func request(for call: ProviderCall) throws(ProviderRefusal) -> ProviderRequest

  /// What an answer, or the lack of one, means for the call.
  func outcome(of call: ProviderCall, _ answer: ProviderAnswer) -> ProviderOutcome

  /// Checks a webhook on its raw bytes, in constant time, and says what it is about. Throws when nobody but a forger, or a provider whose
  /// secret we do not have, can have sent it.
  func notification(_ delivery: WebhookDelivery) throws(WebhookRefusal) -> ProviderNotification

  /// What the body of a webhook that was checked before is about; nil where it cannot be read.
  func meaning(of body: [UInt8]) -> ProviderNotification?
}

extension ProviderAdapter {
  /// Most only take money.
  package func objection(to payout: PayoutOrder) -> ProviderRefusal? {
    ProviderRefusal(.unsupported, Text("nothing is paid out through \(name.rawValue)"))
  }
}

/// An HTTP request to a provider. The path begins with `/`; the host is configuration's.
package struct ProviderRequest: Sendable, Hashable {
  package var method: Method
  package var path: String
  package var headers: [Header]
  package var body: [UInt8]

  package enum Method: String, Sendable { case get = "GET", post = "POST", patch = "PATCH" }

  package struct Header: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package init(_ method: Method, _ path: String, headers: [Header] = [], body: [UInt8] = []) {
    self.method = method
    self.path = path
    self.headers = headers
    self.body = body
  }
}

/// What came back.
package enum ProviderAnswer: Sendable, Hashable {
  case answered(status: Int, body: [UInt8])
  /// No byte of the request was sent (no name, refused, no TLS).
  case notSent(String)
  /// Some of it may have been.
  case interrupted(String)
}

/// A webhook as it arrived.
package struct WebhookDelivery: Sendable {
  /// Names in lower case.
  package var headers: [ProviderRequest.Header]
  package var body: [UInt8]

  package init(headers: [ProviderRequest.Header], body: [UInt8]) {
    self.headers = headers
    self.body = body
  }

  package func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

package enum WebhookRefusal: Error, Sendable, Hashable {
  /// The signature or token is missing or wrong.
  case notAuthentic
  /// It is authentic or could not be checked, and cannot be read: what is wrong, without any of its values.
  case malformed(String)
}

/// What a webhook is about. It is a hint: what it says is believed only after the provider was asked.
package struct ProviderNotification: Sendable, Hashable {
  /// The provider's own id of this event, where it has one.
  package var eventID: Text?
  package var subject: Subject
  /// The provider's name for what happened, to be shown.
  package var kind: Text

  package enum Subject: Sendable, Hashable {
    /// By our reference, by the provider's own, or both.
    case charge(reference: Text?, providerReference: Text?)
    case refund(reference: Text?, providerReference: Text?)
    case payout(reference: Text?, providerReference: Text?)
    /// Something this version does nothing about: kept, and shown.
    case other
  }

  package init(eventID: Text? = nil, subject: Subject, kind: Text) {
    self.eventID = eventID
    self.subject = subject
    self.kind = kind
  }
}
