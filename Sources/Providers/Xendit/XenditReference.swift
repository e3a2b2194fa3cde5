import LedgerCore

/// Xendit's own reference of a charge, as it is kept: the id of the payment request and, where it is known, behind one space that of the
/// payment method: `pr-… pm-…`.
struct XenditReference: Equatable {
  let request: String
  let method: String?

  init(request: String, method: String?) {
    self.request = request
    self.method = method
  }

  /// Nil for what `text` never gave.
  init?(_ text: Text) {
    let parts = text.string.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    self.init(request: parts[0], method: parts.count == 2 ? parts[1] : nil)
  }

  var text: Text { Text(method.map { request + " " + $0 } ?? request) }
}
