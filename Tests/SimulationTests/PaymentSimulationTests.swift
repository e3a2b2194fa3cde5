import Testing

@testable import walletsim

@Suite struct `The simulation of payments` {
  /// A fresh run of one seed: what happened, as a hash, and how often.
  private func run(
    _ seed: UInt64, payments: Int
  ) throws -> (counts: PaymentSimulation.Counts, trace: String) {
    var arguments = try Arguments(["payments"])
    arguments.payments = payments
    return try Campaign.runPayments(seed: seed, arguments)
  }

  @Test func `does the same again for the same seed, and something else for another`() throws {
    let first = try run(11, payments: 10).trace
    #expect(try run(11, payments: 10).trace == first)
    #expect(try run(12, payments: 10).trace != first)
  }

  /// Each kind of end occurs, or it has shown nothing.
  @Test func `finds nothing in the daemon as it is, whatever goes wrong`() throws {
    var counts = PaymentSimulation.Counts()
    for seed in UInt64(100)...105 { counts.add(try run(seed, payments: 25).counts) }
    #expect(counts.payments == 150 && counts.captured > 40, "\(counts.text)")
    #expect(counts.returned > 0 && counts.refunded > 5 && counts.paidLate > 0 && counts.unknown > 10, "\(counts.text)")
    #expect(counts.crashes > 10 && counts.restarts > 5 && counts.line.faults > 100 && counts.line.toldAgain > 0, "\(counts.text)")
  }
}
