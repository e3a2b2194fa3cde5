import WalletAPI
import WalletClient

/// The commands about events, one file each.
enum EventCommands {
  static let filters: [Option] = [
    .value("type", nil, "TYPES", "of this type, such as transfer.posted or hold.*; several with commas between them"),
    .value("account", "a", "ACCOUNT", "that touched this account, by code or id"), .currency,
    .value("object", nil, "ID", "about exactly this: txn_…, hold_…, acc_…, key_…, tok_…"),
    .value("channel", nil, "CHANNEL", "whose metadata have exactly this channel"),
  ]

  static let list = Command(
    words: ["events", "list"], summary: "List what happened, newest first",
    details: "What was refused is no event. docs/reference/events.md lists the types.",
    options: filters + [
      .value("from", nil, "TIME", "at or after this time"), .value("to", nil, "TIME", "before this time"),
    ] + Option.paging,
    calls: [.listEvents],
    examples: [
      .init("walletctl events list --type 'hold.*' --account wallet:alice", "what became of Alice's holds"),
      .init("walletctl events list --channel order:17 --json", "everything about an order, as the API answers it"),
    ],
    run: { session throws(CommandFailure) in
      let invocation = session.invocation
      try session.list(
        "/v1/events",
        query: filters.map { ($0.name, invocation.value($0.name)) } + [
          ("from", invocation.value("from")), ("to", invocation.value("to")),
        ], as: EventColumns(amounts: session.output.amounts).list, empty: "No event is like that.")
    })

  static let show = Command(
    words: ["events", "show"], summary: "Show an event",
    arguments: [Argument("EVENT", "its id, evt_…")],
    calls: [.getEvent],
    examples: [.init("walletctl events show evt_01KAGR3XSR00004C3WR0000000 --json", "an event, as the API answers it")],
    run: { session throws(CommandFailure) in
      let event = try session.get(PercentCoding.path("/v1/events", session.invocation.argument("EVENT")))
      session.output.show(event, as: EventColumns(amounts: session.output.amounts).list)
    })
}
