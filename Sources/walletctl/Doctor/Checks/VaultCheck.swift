/// Whether payment methods can be used, and whether their keys lie where nobody else can read.
struct VaultCheck: DoctorCheck {
  let name = "vault"

  func examine(_ patient: Patient) -> [DoctorFinding] {
    do throws(CommandFailure) {
      let vault = try patient.get("/v1/vault")
      var findings: [DoctorFinding] = []
      switch vault.text(at: "state") {
      case "unsealed": break
      case "sealed":
        findings.append(
          warn(
            "sealed: payment methods cannot be used, the ledgers go on",
            "`walletctl vault unseal` (with --passphrase, if it has one)."))
      case "absent": return [ok("there is no key yet, so that no payment method can be kept: `walletctl vault init` makes one")]
      case let other: return [skipped("the vault is '\(Plain.text(other))', which this walletctl does not know")]
      }
      let trouble = vault.text(at: "rotation.trouble")
      if !trouble.isEmpty {
        findings.append(
          warn("a rotation was stopped: \(Plain.text(trouble))", "`walletctl vault rotate` goes on where it stopped."))
      }
      if vault.text(at: "memory") != "memfd_secret" {
        findings.append(
          warn(
            "keys lie in memory that root can read (\(vault.text(at: "memory")))",
            "A kernel with memfd_secret (5.14 or later, secretmem.enable=1) and the unit's LimitMEMLOCK keep root out too."))
      }
      return findings.isEmpty ? [ok("unsealed, keys in memory that nobody else can read")] : findings
    } catch {
      return [skipped("the vault", error)]
    }
  }
}
