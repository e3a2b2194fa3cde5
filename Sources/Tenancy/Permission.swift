/// What a route needs, and what a key's scope names. One permission per kind of act, not per route.
package enum Permission: String, Sendable, CaseIterable {
  case readMetrics = "metrics:read"
  case readTenants = "tenants:read"
  case manageTenants = "tenants:manage"
  case deleteTenants = "tenants:delete"
  case readKeys = "keys:read"
  case manageKeys = "keys:manage"
  case readAudit = "audit:read"
  case makeBackups = "backups:make"
  case manageVault = "vault:manage"

  case readAccounts = "accounts:read"
  case openAccounts = "accounts:open"
  case controlAccounts = "accounts:control"
  case readTransactions = "transactions:read"
  case postTransactions = "transactions:post"
  case reverseTransactions = "transactions:reverse"
  case readHolds = "holds:read"
  case placeHolds = "holds:place"
  case resolveHolds = "holds:resolve"
  case readReports = "reports:read"
  case readEvents = "events:read"

  case readPayments = "payments:read"
  case takePayments = "payments:take"
  case refundPayments = "payments:refund"
  case manageMerchants = "merchants:manage"
  case requestPayouts = "payouts:request"
  case approvePayouts = "payouts:approve"
  case manageProviders = "providers:manage"
  case manageJobs = "jobs:manage"

  case readPaymentMethods = "payment_methods:read"
  case writePaymentMethods = "payment_methods:write"
  case revealPaymentMethods = "payment_methods:reveal"
}

extension Permission {
  /// Who has it. The table of `docs/reference/permissions.md`, which a test prints from here; exhaustive, so that nothing new is
  /// allowed to anybody by accident.
  package var roles: [Role] {
    switch self {
    case .readMetrics: [.operator, .auditor, .administrator]
    case .readTenants: [.viewer, .operator, .approver, .auditor, .administrator]
    case .manageTenants, .deleteTenants, .makeBackups, .manageVault: [.administrator]
    case .readKeys: [.operator, .auditor, .administrator]
    case .manageKeys: [.administrator]
    case .readAudit: [.auditor, .administrator]

    case .readAccounts, .readTransactions, .readHolds, .readReports, .readEvents:
      [.viewer, .operator, .approver, .auditor, .platform, .administrator]
    case .openAccounts, .postTransactions, .placeHolds: [.platform, .administrator]
    case .controlAccounts, .reverseTransactions, .resolveHolds: [.operator, .platform, .administrator]

    case .readPayments: [.viewer, .operator, .approver, .auditor, .platform, .administrator]
    case .takePayments, .manageMerchants: [.platform, .administrator]
    case .refundPayments, .manageJobs: [.operator, .platform, .administrator]
    case .requestPayouts: [.operator, .platform, .administrator]
    // A platform's key has it only when its scopes say so.
    case .approvePayouts: [.approver, .platform, .administrator]
    // Whoever sets an account says where the tenant's money comes in, and to which address its key is sent.
    case .manageProviders: [.administrator]
    case .readPaymentMethods: [.viewer, .operator, .approver, .auditor, .platform, .administrator]
    case .writePaymentMethods: [.platform, .administrator]
    // A platform's key has it only when its scopes say so: see `Permissions.unlessNamed`.
    case .revealPaymentMethods: [.platform, .administrator]
    }
  }

  /// What the permission lets somebody do, for the reference.
  package var summary: String {
    switch self {
    case .readMetrics: "read the counters of the daemon"
    case .readTenants: "list and show tenants in reach"
    case .manageTenants: "create, suspend, resume and close tenants, change their settings"
    case .deleteTenants: "delete a closed tenant for ever"
    case .readKeys: "list API keys (never their secrets)"
    case .manageKeys: "create, rotate and revoke API keys"
    case .readAudit: "read and verify the audit trails"
    case .makeBackups: "write backups"
    case .manageVault: "seal and unseal the vault, rotate its keys"
    case .readAccounts: "read accounts, balances, entries and statements"
    case .openAccounts: "open accounts"
    case .controlAccounts: "freeze, unfreeze, close and limit accounts, suspend wallets and freeze them"
    case .readTransactions: "read transactions"
    case .postTransactions: "post transfers, transactions and batches"
    case .reverseTransactions: "reverse transactions"
    case .readHolds: "read holds"
    case .placeHolds: "place holds"
    case .resolveHolds: "capture and release holds"
    case .readReports: "read reports and the signed head"
    case .readEvents: "list and follow events, of what the caller may read"
    case .readPayments:
      "read merchants, customers, wallets, bonuses, balance monitors, intents, payments, refunds, payouts, webhooks that arrived, jobs, settlements, and accounts at providers (never their secrets)"
    case .takePayments: "create, confirm and cancel payment intents, capture and void payments, move money between wallets"
    case .refundPayments: "give payments back"
    case .manageMerchants:
      "create and change merchants, customers and wallets, give wallets bonuses, have balances watched, book what providers have settled"
    case .requestPayouts: "ask for payouts and withdrawals, cancel them"
    case .approvePayouts: "agree to payouts that somebody else has asked for"
    case .manageProviders: "set, disable and enable accounts at payment providers, their secrets, and to whom charges go"
    case .manageJobs: "have jobs done at once, give up dead letters, have webhooks read again"
    case .readPaymentMethods: "list payment methods, masked"
    case .writePaymentMethods: "store, change and delete payment methods"
    case .revealPaymentMethods: "have a payment method's secret shown"
    }
  }
}

/// A set of permissions; one machine word, so that asking costs nothing on the hot path.
package struct Permissions: Sendable, Equatable {
  package let bits: UInt64

  private init(bits: UInt64) { self.bits = bits }

  package init(_ permissions: some Sequence<Permission>) {
    bits = permissions.reduce(0) { $0 | Permissions.bit($1) }
  }

  package func contains(_ permission: Permission) -> Bool { bits & Permissions.bit(permission) != 0 }

  package func intersection(_ other: Permissions) -> Permissions { Permissions(bits: bits & other.bits) }

  package var all: [Permission] { Permission.allCases.filter(contains) }

  package static let none = Permissions(bits: 0)
  /// What a key has only when its scopes name it.
  package static let unlessNamed = Permissions([.revealPaymentMethods, .approvePayouts])

  package func subtracting(_ other: Permissions) -> Permissions { Permissions(bits: bits & ~other.bits) }

  private static func bit(_ permission: Permission) -> UInt64 { 1 << UInt64(permission.place) }
}

extension Permission {
  /// Its bit among `Permissions`, below 64: no two share one. Asked with every request, so nothing is looked up. Nothing durable holds it.
  package var place: UInt8 {
    switch self {
    case .readMetrics: 0
    case .readTenants: 1
    case .manageTenants: 2
    case .deleteTenants: 3
    case .readKeys: 4
    case .manageKeys: 5
    case .readAudit: 6
    case .makeBackups: 7
    case .manageVault: 8
    case .readAccounts: 9
    case .openAccounts: 10
    case .controlAccounts: 11
    case .readTransactions: 12
    case .postTransactions: 13
    case .reverseTransactions: 14
    case .readHolds: 15
    case .placeHolds: 16
    case .resolveHolds: 17
    case .readReports: 18
    case .readPaymentMethods: 19
    case .writePaymentMethods: 20
    case .revealPaymentMethods: 21
    case .readEvents: 22
    case .readPayments: 23
    case .takePayments: 24
    case .refundPayments: 25
    case .manageMerchants: 26
    case .manageProviders: 27
    case .manageJobs: 28
    case .requestPayouts: 29
    case .approvePayouts: 30
    }
  }
}
