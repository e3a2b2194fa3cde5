package import LedgerCore

/// Who does something in a vault, for its audit trail.
package struct VaultAct: Sendable, Equatable {
  /// Who, in one line: `uid:1000`, `key:…`, `system`.
  package let actor: String
  package let request: RequestID?
  /// Why, where a caller must say so (a reveal).
  package let reason: String?

  package init(actor: String, request: RequestID? = nil, reason: String? = nil) {
    self.actor = actor
    self.request = request
    self.reason = reason
  }

  /// What the daemon does by itself: going on with a rotation.
  package static let system = VaultAct(actor: "system")
}

/// A row of a vault's audit trail, before it has a number.
package struct VaultAuditRow: Sendable {
  package let at: Timestamp
  package let act: VaultAct
  /// For example `vault.reveal`.
  package let action: String
  /// A token, a key, or the vault.
  package let subject: String
  /// Names and values, in the order of the row's JSON.
  package let detail: [(name: String, value: String)]

  package init(at: Timestamp, act: VaultAct, action: String, subject: String, detail: [(name: String, value: String)] = []) {
    self.at = at
    self.act = act
    self.action = action
    self.subject = subject
    self.detail = detail
  }
}
