import Events
import JSON

/// What events look like.
enum EventShapes {
  static let types = EventType.allCases.map(\.rawValue)

  static let event = Schema.object([
    Field("id", .string(pattern: WirePattern.eventID), "Sorts by time; the same event has the same id wherever it is read."),
    Field("type", .oneOf(types)),
    Field("version", .integer(1...1), "Of the shape of `data`; fields may be added inside a version."),
    Field("occurred_at", Shapes.time, "When the row it is made of was written."),
    Field("sequence", Shapes.sequence, "The row's place: in the ledger, or in the audit trail it is from."),
    Field(
      "object",
      .string(pattern: "^(txn|hold|acc|key|tok|ten|pi|pay|re|mch|bon|psp|pset|cus|mon|stl|po)_[0-7][0-9A-HJKMNP-TV-Z]{25}$"),
      "What it is about."),
    Field("accounts", .array(of: Shapes.accountID), "The accounts it touched, each once."),
    .optional(
      "channel", .string(length: 0...WireLimits.metadataValueLength),
      "The member `channel` of the metadata, of the hold or transaction it is about where its own has none."),
    Field(
      "data",
      .any(of: [
        .ref(.transaction), .ref(.hold), .ref(.holdResolution), .ref(.account), .ref(.intent), .ref(.payment), .ref(.refund),
        .ref(.bonus), .ref(.merchant), .ref(.customer), .ref(.monitor),
        .ref(.provider), .ref(.paymentSettings), .ref(.settlement), .ref(.payout),
        .ref(.recordedChange),
      ]),
      "The object as it was then, as its own operation shows it; of keys, tokens and the tenant, what changed."),
  ])

  static let recordedChange = Schema.object([
    Field("id", .string(), "What was changed."),
    Field("before", .map(of: .string()), "What it was, of what changed."),
    Field("after", .map(of: .string()), "What it is."),
  ])
}
