import JSON
import LedgerCore

/// What a screen's requests and cells may know.
struct ScreenContext: Sendable {
  var subject = Subject()
  var tenant: String?
  /// The moment that money is looked at; nil: now.
  var asOf: Timestamp?
  var now: Timestamp
  /// Parameters of the API that the filter has set.
  var query: [String: String] = [:]
  /// What the page's head has been answered, in the order of its requests.
  var head: [JSONValue?] = []
  var showsASCII = false

  var moment: Timestamp { asOf ?? now }
  var amounts: AmountText { AmountText(isMinor: false) }

  /// The time filter that keeps a list at the moment looked at: `to` is exclusive.
  var until: String? { asOf.map { Timestamp(microseconds: $0.microseconds + 1).rfc3339 } }

  func parameters(_ names: String...) -> [(name: String, value: String?)] { names.map { ($0, query[$0]) } }
}
