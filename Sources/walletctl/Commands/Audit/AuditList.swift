import WalletAPI

/// The commands about the audit trail, one file each.
enum AuditCommands {
  static let list = Command(
    words: ["audit", "list"], summary: "List who did what, newest first",
    details: """
      Every administrative act has a row, written in the same commit as its effect. With --tenant only what is about that tenant; \
      WALLETD_TENANT does not count there. A deleted tenant is named by its id.
      Reveals and changes of payment methods stand in the trail of the tenant's vault: --trail vault. It is read sealed, too.
      """,
    options: [
      TrailOption.option,
      .value("action", nil, "ACTION", "only this, such as key.created"),
      .value("actor", nil, "ACTOR", "by exactly this one, as the rows write it: a key's id, daemon, or 'uid:… pid:…'"),
      .value("from", nil, "TIME", "at or after this time"), .value("to", nil, "TIME", "before this time"),
    ] + Option.paging,
    calls: [.listAudit],
    examples: [
      .init("walletctl audit list --tenant toko --from 2026-11-01T00:00:00Z", "what was done to a tenant this month"),
      .init("walletctl audit list --action key.created --all --csv > keys.csv", "for a spreadsheet"),
      .init(
        "walletctl -t toko audit list --trail vault --action payment_method.revealed", "who looked at a payment method's secret"),
    ],
    run: { session throws(CommandFailure) in
      let trail = try TrailOption.query(session)
      let invocation = session.invocation
      try session.list(
        "/v1/audit",
        query: (trail.isEmpty ? [("tenant", session.tenant)] : trail) + [
          ("action", invocation.value("action")), ("actor", invocation.value("actor")),
          ("from", invocation.value("from")), ("to", invocation.value("to")),
        ], as: AuditColumns.list, empty: "No row is like that.")
    })
}
