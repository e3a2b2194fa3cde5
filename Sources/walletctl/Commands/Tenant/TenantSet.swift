import JSON
import LedgerCore
import WalletAPI

extension TenantCommands {
  /// Option, field, and what it is.
  private static let numbers = [
    ("requests-per-second", "requests_per_second", "requests a second, of all its callers together"),
    ("concurrent-requests", "concurrent_requests", "requests that may be under way at once"),
    ("body-bytes", "body_bytes", "bytes of one request"),
    ("batch-items", "batch_items", "items of one batch"),
    ("retention-days", "retention_days", "days from closing to when it may be deleted"),
  ]

  static let set = Command(
    words: ["tenant", "set"], summary: "Change what is set for a tenant",
    details: "What is not named stays as it is; the word default (any, for currencies) puts the daemon's own value back.",
    arguments: [.tenant],
    options: [.value("currencies", nil, "CODES", "what accounts may be opened in: IDR,USD, or any")]
      + numbers.map { .value($0.0, nil, "N", $0.2) } + [.reason],
    calls: [.setTenant],
    examples: [
      .init("walletctl tenant set toko --currencies IDR --requests-per-second 500", "rupiah only, and not all at once"),
      .init("walletctl tenant set toko --requests-per-second default", "as much as the daemon gives everybody"),
    ],
    run: { session throws(CommandFailure) in
      var body = JSONObject()
      if let text = session.invocation.value("currencies") { body["currencies"] = try currencies(text) }
      for (option, field, _) in numbers {
        guard let text = session.invocation.value(option) else { continue }
        if text == "default" {
          body[field] = .null
        } else {
          guard let number = Int64(text), number >= 0 else { throw .usage("--\(option) is a number or default, not '\(text)'") }
          body[field] = .integer(number)
        }
      }
      guard !body.isEmpty else { throw .usage("nothing is to be set: name at least one setting, such as --currencies IDR") }
      try session.changeTenant("settings", body)
    })

  private static func currencies(_ text: String) throws(CommandFailure) -> JSONValue {
    guard text != "any" else { return .null }
    var codes: [JSONValue] = []
    for code in text.split(separator: ",", omittingEmptySubsequences: false) {
      codes.append(.string(try AmountInput.currency(String(code)).code))
    }
    return .array(codes)
  }
}
