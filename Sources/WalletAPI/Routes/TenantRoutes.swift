import Tenancy

/// Platforms that keep their books here.
enum TenantRoutes {
  static let create = Route(
    .post, "/v1/tenants", .daemon(.manageTenants), "Creates a tenant with an empty ledger",
    text: "The mode is for ever: a tenant for tests never becomes one for real money.", body: .required(.tenantCreation),
    success: .init(201, "The tenant.", .ref(.tenant)), problems: [.tenantCodeTaken])

  static let list = Route(
    .get, "/v1/tenants", .daemon(.readTenants), "Lists tenants", parameters: Parameters.paging,
    success: .init(200, "A page.", .ref(.tenantList)), problems: [.invalidCursor])

  static let get = Route(
    .get, "/v1/tenants/{tenant}", .daemon(.readTenants), "Shows a tenant", parameters: [Parameters.tenant],
    success: .init(200, "The tenant.", .ref(.tenant)), problems: [.tenantNotFound])

  static let suspend = move(
    "suspend", "Refuses a tenant's keys until it is resumed", "People still look, and wind down.",
    [.tenantSuspended, .tenantClosed])

  static let resume = move(
    "resume", "Takes a tenant's keys again", "", [.tenantNotSuspended, .tenantClosed])

  static let close = move(
    "close", "Closes a tenant for good", "Nothing in it changes any more; who may look still looks.", [.tenantClosed])

  static let settings = Route(
    .post, "/v1/tenants/{tenant}/settings", .daemon(.manageTenants), "Changes what is set for a tenant",
    text: "A field that is left out stays as it is; null puts the default back.", parameters: [Parameters.tenant],
    body: .required(.tenantSettingsChange), success: .init(200, "The tenant after the change.", .ref(.tenant)),
    problems: [.tenantNotFound, .tenantClosed, .tooManyItems])

  static let delete = Route(
    .post, "/v1/tenants/{tenant}/delete", .daemon(.deleteTenants), "Deletes a closed tenant for ever",
    text: """
      When its retention is over. What its vault holds becomes unreadable first, then its ledger goes. There is no way back; the \
      audit trail keeps that there was such a tenant, and its code is not given to another one.
      """, parameters: [Parameters.tenant], body: .required(.tenantDeletion),
    success: .init(200, "That it is gone.", .ref(.deletedTenant)),
    problems: [.tenantNotFound, .tenantNotClosed, .tenantRetained, .confirmationWrong])

  private static func move(_ verb: String, _ summary: String, _ text: String, _ problems: [ProblemCode]) -> Route {
    Route(
      .post, "/v1/tenants/{tenant}/\(verb)", .daemon(.manageTenants), summary, text: text, parameters: [Parameters.tenant],
      body: .optional(.reasonedAct), success: .init(200, "The tenant after the change.", .ref(.tenant)),
      problems: [.tenantNotFound] + problems)
  }
}

/// The keys of a tenant's own programs.
enum KeyRoutes {
  static let create = Route(
    .post, "/v1/keys", .tenant(.manageKeys), "Makes an API key",
    text: """
      The answer shows the whole key once, as `secret`; it is not stored, and the same request sent again answers `null` there. \
      Without `scopes` the key may do what a platform may, but for what a key has only when its scopes name it.
      """, body: .required(.keyCreation), success: .init(201, "The key, with its secret.", .ref(.apiKey)),
    problems: [.contradiction, .tooManyItems])

  static let list = Route(
    .get, "/v1/keys", .tenant(.readKeys), "Lists API keys, without their secrets", parameters: Parameters.paging,
    success: .init(200, "A page.", .ref(.apiKeyList)), problems: [.invalidCursor])

  static let get = Route(
    .get, "/v1/keys/{key}", .tenant(.readKeys), "Shows an API key, without its secret", parameters: [Parameters.key],
    success: .init(200, "The key.", .ref(.apiKey)), problems: [.keyNotFound])

  static let rotate = Route(
    .post, "/v1/keys/{key}/rotate", .tenant(.manageKeys), "Makes the key that follows a key",
    text: """
      A new key with the same name and rights; the old one goes on for the overlap, then it has expired. The answer shows the new \
      key once, as `secret`.
      """, parameters: [Parameters.key], body: .optional(.keyRotation),
    success: .init(201, "The new key, with its secret.", .ref(.apiKey)), problems: [.keyNotFound, .keyNotActive])

  static let revoke = Route(
    .post, "/v1/keys/{key}/revoke", .tenant(.manageKeys), "Ends an API key at once and for good",
    parameters: [Parameters.key], body: .optional(.reasonedAct), success: .init(200, "The key after that.", .ref(.apiKey)),
    problems: [.keyNotFound, .keyNotActive])
}

/// Who did what.
enum AuditRoutes {
  static let list = Route(
    .get, "/v1/audit", .daemon(.readAudit), "Lists the rows of an audit trail; all filters that are given must hold",
    text: """
      A caller whose reach is some tenants sees the rows of those. Reveals and changes of payment methods stand in the trail of the \
      tenant's vault, which is read without a key; the trail of a deleted tenant's vault went with it.
      """,
    parameters: [
      trail,
      Parameter(
        "tenant", "About this tenant: its id, or its code. Needed for the trail of a vault: whose it is.",
        Parameters.tenant.schema),
      Parameter("action", "With this action.", .oneOf(AuditAction.allCases.map(\.rawValue))),
      Parameter("actor", "By exactly this actor, as the rows write it.", .string(length: 1...WireLimits.actorLength)),
      Parameters.auditFrom, Parameters.auditTo,
    ] + Parameters.paging,
    success: .init(200, "A page.", .ref(.auditRecordList)),
    problems: [
      .tenantNotFound, .invalidTime, .invalidCursor, .contradiction, .invalidText, .valueEmpty, .valueTooLong,
    ] + ofVault)

  static let head = Route(
    .get, "/v1/audit/head", .daemon(.readAudit), "An audit trail's head, signed now",
    text: """
      An anchor: keep it elsewhere, and it shows whether anything before it was cut or rewritten. Of a vault of which nothing was \
      written, row 0 and the chain's beginning.
      """,
    parameters: [
      trail, Parameter("tenant", "Whose vault: its tenant's id, or code. Needed for that trail.", Parameters.tenant.schema),
    ],
    success: .init(200, "The signed head.", .ref(.auditHead)), problems: [.tenantNotFound, .contradiction] + ofVault)

  private static let trail = Parameter(
    "trail", "The daemon's own trail (`catalog`, when it is left out), or that of one tenant's vault.",
    .oneOf(AuditTrailKind.allCases.map(\.rawValue)))
  private static let ofVault: [ProblemCode] = [.tenantRequired, .vaultFenced, .vaultShredded]
}
