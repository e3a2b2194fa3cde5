import JSON

/// What a card does, by its token. Tokens begin with one of four words, or with the masked number of a test card; no whole number is
/// ever seen.
struct MidtransCard: Equatable, Sendable {
  let masked: String
  /// What happens at once; nil: the customer must show who he is first (3-D Secure).
  let event: ChargeEvent?

  /// nil for a token that there is not.
  init?(_ json: JSONValue) {
    guard let token = json["token_id"]?.stringValue,
      let known = MidtransCard.tokens.first(where: { token.hasPrefix($0.token) })
    else { return nil }
    masked = known.masked
    if known.event == .capture, json["authentication"]?.boolValue == true {
      event = nil
    } else if known.event == .capture, json["type"]?.stringValue == "authorize" {
      event = .authorize
    } else {
      event = known.event
    }
  }

  private static let tokens: [(token: String, masked: String, event: ChargeEvent)] = [
    ("accept", "48111111-1114", .capture), ("481111-1114", "48111111-1114", .capture),
    ("deny", "49111111-1113", .decline), ("491111-1113", "49111111-1113", .decline),
    ("challenge", "45111111-1117", .challenge), ("451111-1117", "45111111-1117", .challenge),
    ("authorize", "52111111-1117", .authorize), ("521111-1117", "52111111-1117", .authorize),
  ]
}
