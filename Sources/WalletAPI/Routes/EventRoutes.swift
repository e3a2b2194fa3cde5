import JSON
import Tenancy

/// What happened, as a list and as it happens.
enum EventRoutes {
  private static let type = Parameter(
    "type", "Of this type: `transfer.posted`, a kind such as `hold.*`, or several with commas between them.",
    .string(pattern: WirePattern.eventTypes, length: 1...WireLimits.eventTypesLength), example: "hold.*")
  private static let object = Parameter(
    "object",
    "About exactly this: the id of a transaction, hold, account, key, payment method, intent, payment, refund, an account at a provider, or "
      + "of the tenant.",
    .string(pattern: "^(txn|hold|acc|key|tok|ten|pi|pay|re|mch|bon|psp|pset|stl)_[0-7][0-9A-HJKMNP-TV-Z]{25}$"))
  private static let channel = Parameter(
    "channel", "Whose metadata have exactly this `channel`.", .string(length: 1...WireLimits.metadataValueLength),
    example: "order:17")
  private static let filters = [type, Parameters.filterAccount, Parameters.currency, object, channel]

  static let list = Route(
    .get, "/v1/events", .tenant(.readEvents), "Lists events, newest first; all filters that are given must hold",
    text: "A caller sees events of what it may read. What was refused is no event.",
    parameters: filters + [Parameters.from, Parameters.to] + Parameters.paging,
    success: .init(200, "A page.", .ref(.eventList)),
    problems: TransactionRoutes.filters + [.invalidTime, .contradiction, .invalidText, .vaultFenced, .vaultShredded])

  static let get = Route(
    .get, "/v1/events/{event}", .tenant(.readEvents), "Shows an event",
    parameters: [Parameter("event", in: .path, "An event's id.", .string(pattern: WirePattern.eventID))],
    success: .init(200, "The event.", .ref(.event)), problems: [.eventNotFound, .vaultFenced, .vaultShredded])

  static let stream = Route(
    .get, "/v1/events/stream", .tenant(.readEvents), "Sends events as they happen, as server-sent events",
    text: """
      The first frame is `ready`; then each event is a frame with `id`, its type as `event`, and the event as `data`. Connecting again \
      with the last `id` as `Last-Event-ID` (or as `after`) goes on exactly there: nothing is missing, nothing comes twice. Without one \
      the stream begins now. A comment is sent every 15 seconds while nothing happens; its `id` moves the place on. A reader that does not \
      take what it was sent for ten seconds gets a last frame `end` and is cut off; a frame `end` always says why and what to do.
      """,
    parameters: filters + [
      Parameter("after", "Go on behind this id, where no Last-Event-ID is sent.", .string(pattern: WirePattern.streamToken)),
      Parameter(
        "Last-Event-ID", in: .header, "Go on behind this `id` of a stream, or this event.", .string(), example: nil),
    ],
    success: .init(200, "Frames, until either side ends it.", .string(), contentType: "text/event-stream"),
    problems: TransactionRoutes.filters + [
      .eventNotFound, .invalidText, .contradiction, .streamsLimited, .tenantClosed, .notReady, .vaultFenced, .vaultShredded,
    ])
}
