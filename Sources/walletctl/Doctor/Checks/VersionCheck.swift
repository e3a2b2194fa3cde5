import WalletAPI

/// Whether the daemon that runs is the one that is installed beside this walletctl.
struct VersionCheck: DoctorCheck {
  let name = "version"

  func examine(_ patient: Patient) -> [DoctorFinding] {
    do throws(CommandFailure) {
      let version = try patient.get("/openapi.json").text(at: "info.version")
      guard version != ProductVersion.text else { return [ok("walletd and walletctl are \(version)")] }
      return [
        warn(
          "walletd is \(version), walletctl is \(ProductVersion.text)",
          "After an upgrade restart the daemon (`systemctl restart walletd`); otherwise install both from one release.")
      ]
    } catch {
      return [skipped("the daemon's version", error)]
    }
  }
}
