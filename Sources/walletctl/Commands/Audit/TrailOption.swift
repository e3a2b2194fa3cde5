import WalletAPI

/// Which trail a command is about: `--trail`.
enum TrailOption {
  static let option = Option.choice(
    "trail", ["catalog", "vault"], "catalog: the daemon's own (the default); vault: that of the tenant's vault")

  /// What is asked of the daemon for it.
  static func query(_ session: Session) throws(CommandFailure) -> [(name: String, value: String?)] {
    switch session.invocation.value("trail") ?? "catalog" {
    case "catalog":
      session.isAboutAllTenants = true
      return []
    case "vault":
      guard let tenant = session.tenant else {
        throw .usage("each tenant's vault has a trail of its own: name the tenant with --tenant (or WALLETD_TENANT)")
      }
      return [("trail", "vault"), ("tenant", tenant)]
    case let other: throw .usage("--trail is catalog or vault, not '\(other)'")
    }
  }
}
