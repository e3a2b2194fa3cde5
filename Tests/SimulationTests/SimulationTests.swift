import Foundation
import Testing

@testable import walletsim

@Suite struct `The simulation` {
  /// A fresh run of one seed: what happened, as a hash.
  private func trace(_ seed: UInt64, plant: Plant? = nil) throws -> String {
    var arguments = try Arguments([])
    arguments.plant = plant
    return try Campaign.run(seed: seed, arguments).trace
  }

  @Test func `does the same again for the same seed, and something else for another`() throws {
    let first = try trace(11)
    #expect(try trace(11) == first)
    #expect(try trace(12) != first)
  }

  @Test func `finds nothing in the daemon as it is`() throws {
    for seed in UInt64(100)...104 { _ = try trace(seed) }
  }

  /// The negative controls: how many seeds each may take is what `walletsim --seeds 1..N --plant NAME` needed, with some to spare.
  @Test(arguments: Plant.allCases) func `finds a mistake that is made on purpose`(_ plant: Plant) throws {
    for seed in UInt64(1)...UInt64(plant.seeds) {
      do {
        _ = try trace(seed, plant: plant)
      } catch let finding as Campaign.Finding {
        #expect(finding.report.contains("replay: walletsim --seed \(seed) --steps 100 --plant \(plant.rawValue)"))
        #expect(finding.report.contains("expected"))
        return
      }
    }
    Issue.record("\(plant.seeds) seeds did not find \(plant.rawValue)")
  }

  @Test func `reads its command line`() throws {
    let payments = try Arguments(["payments", "--seed", "5", "--payments", "7", "--plant", "booked-twice"])
    #expect(try Arguments(["payments", "--plants"]).checksPlants)
    #expect(throws: UsageError.self) { try Arguments(["--plants"]) }
    #expect(payments.isOfPayments && payments.payments == 7 && payments.paymentPlant == .twice && payments.plant == nil)
    #expect(try Arguments(["--seeds", "3..9"]).seeds == 3...9)
    #expect(try Arguments(["--seed", "5", "--steps", "7"]).seeds == 5...5)
    for wrong in [
      ["--seeds", "9..3"], ["--seeds", "x"], ["--seed"], ["--plant", "nothing"], ["--fast"], ["payments", "--steps", "3"],
      ["--payments", "3"], ["payments", "--plant", "lost-posting"],
    ] {
      #expect(throws: UsageError.self) { _ = try Arguments(wrong) }
    }
  }

  @Test func `writes times and ids without the ledger's own code`() {
    #expect(ExpectedText.time(1_795_168_800_000_001) == "2026-11-20T10:00:00.000001Z")
    #expect(ExpectedText.time(951_782_399_999_999) == "2000-02-28T23:59:59.999999Z")
    #expect(ExpectedText.time(951_782_400_000_000) == "2000-02-29T00:00:00.000000Z")
    #expect(ExpectedText.id("txn_", 0, 0, 33) == "txn_00000000000000000000000011")
  }

  @Test func `the help is as it was reviewed`() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Golden/walletsim-help.txt").standardized
    if ProcessInfo.processInfo.environment["WALLETD_GOLDEN"] == "write" {
      try Data((Arguments.help + "\n").utf8).write(to: file)
      return
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == Arguments.help + "\n")
    #expect(Arguments.help.hasPrefix("Examples:\n"))
  }
}
