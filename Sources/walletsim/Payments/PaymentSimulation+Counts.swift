/// What happened how often.
extension PaymentSimulation {
  struct Counts {
    var payments = 0
    var requests = 0
    var replies = 0
    var replays = 0
    /// Answers that the outcome is not known.
    var unknown = 0
    var paid = 0
    var paidLate = 0
    var captured = 0
    /// Charges that were given back by themselves, and refunds that somebody asked for.
    var returned = 0
    var refunded = 0
    var crashes = 0
    var restarts = 0
    var faults = 0
    var outages = 0
    var line = ProviderLine.Counts()

    mutating func add(_ audit: PaymentAudit) {
      captured += audit.captured
      returned += audit.returned
      refunded += audit.refunded
    }

    mutating func add(_ other: Counts) {
      payments += other.payments
      requests += other.requests
      replies += other.replies
      replays += other.replays
      unknown += other.unknown
      paid += other.paid
      paidLate += other.paidLate
      captured += other.captured
      returned += other.returned
      refunded += other.refunded
      crashes += other.crashes
      restarts += other.restarts
      faults += other.faults
      outages += other.outages
      line.add(other.line)
    }

    var text: String {
      "\(payments) with \(requests) requests, \(replays) answers replayed, \(unknown) unknown for a while; \(paid) paid and \(paidLate) "
        + "late, \(captured) captured, \(returned) given back by themselves, \(refunded) refunds; \(line.calls) calls and "
        + "\(line.webhooks) webhooks with \(line.faults) faults, \(outages) outages, \(line.toldAgain) notices sent again; "
        + "\(crashes) crashes, \(restarts) restarts, \(faults) failing disks"
    }
  }
}
