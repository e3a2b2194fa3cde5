/// Whether requests are served.
struct ServingCheck: DoctorCheck {
  let name = "serving"

  func examine(_ patient: Patient) -> [DoctorFinding] {
    do throws(CommandFailure) {
      _ = try patient.get("/readyz")
      return [ok("requests are served")]
    } catch  where error.exit == .unreachable {
      return [skipped("whether requests are served", error)]
    } catch {
      return [
        fail(
          "the daemon runs and does not serve: \(error.message)",
          "It is starting or stopping; if that lasts, its log says why: `journalctl -u walletd -e`.")
      ]
    }
  }
}
