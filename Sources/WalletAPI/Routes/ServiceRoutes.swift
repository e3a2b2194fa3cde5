import Tenancy

/// The daemon itself, and what protects its records.
enum ServiceRoutes {
  private static let ok = Route.Success(200, "It is.", .ref(.health))

  static let livez = Route(.get, "/livez", .everybody, "Whether the process answers", success: ok)

  static let readyz = Route(
    .get, "/readyz", .everybody, "Whether requests are served", text: "503 `not_ready` while starting and stopping.",
    success: ok, problems: [.notReady])

  static let metrics = Route(
    .get, "/metrics", .daemon(.readMetrics), "Counters in Prometheus' text format",
    success: .init(200, "The counters.", .string(), contentType: "text/plain; version=0.0.4; charset=utf-8"))

  static let openapi = Route(
    .get, "/openapi.json", .everybody, "This document", success: .init(200, "The document.", .object([])))

  static let getHead = Route(
    .get, "/v1/head", .tenant(.readReports), "The ledger's head, signed now",
    text: "An anchor: keep it elsewhere, and `walletctl verify --anchor` proves that nothing before it was cut or rewritten.",
    success: .init(200, "The signed head.", .ref(.head)))

  static let makeBackup = Route(
    .post, "/v1/backups", .daemon(.makeBackups), "Copies ledgers while they serve",
    text: """
      Writes `tenants/{id}/ledger.db`, `tenants/{id}/head.json` and, where there is one, `tenants/{id}/vault.db` for each tenant, \
      and `backup.json`, which lists them. The keys of the vault are not copied: keep them apart. With \
      `Walletd-Tenant` that tenant only; otherwise all of them, and `catalog.db`. The directory appears when all of it is on the \
      disk. The same key and directory answer what was made before. \
      Like every administrative act it needs room for its row in the audit trail: on a full disk it is refused, wherever it goes.
      """, body: .required(.backupRequest), success: .init(201, "What was copied.", .ref(.backup)),
    problems: [.directoryUnusable, .backupExists, .tenantRequired, .tenantNotFound, .vaultFenced, .vaultShredded])
}
