import Glibc

/// The seeded simulation. Read `Simulation` first: what happens; then `ExpectedLedger`: what must come of it. Of payments: `PaymentSimulation`,
/// then `PaymentAudit`.
@main
enum Main {
  static func main() {
    do {
      let arguments = try Arguments(Array(CommandLine.arguments.dropFirst()))
      if arguments.wantsHelp {
        print(Arguments.help)
        return
      }
      if arguments.checksPlants {
        print("planted mistakes about payments: \(try Campaign.findPlants()), each found")
        return
      }
      show(try Campaign(arguments: arguments).run(), arguments)
    } catch let error as UsageError {
      print("walletsim: \(error.sentence)")
      exit(2)
    } catch let finding as Campaign.Finding {
      print(finding.report)
      exit(1)
    } catch {
      print("walletsim: \(error)")
      exit(1)
    }
  }

  private static func show(_ summary: Campaign.Summary, _ arguments: Arguments) {
    for seed in summary.traces.keys.sorted() { print("seed \(seed) trace \(summary.traces[seed] ?? "")") }
    let (counts, milliseconds) = (summary.counts, max(1, summary.nanoseconds / 1_000_000))
    if arguments.isOfPayments {
      print("simulated payments: \(summary.payments.text) in \(summary.seeds) seeds, \(milliseconds) ms")
      return
    }
    print(
      "simulation: \(summary.seeds) seeds in \(milliseconds) ms, \(Int64(summary.seeds) * 1_000 / milliseconds) seeds/s; "
        + "\(counts.orders) orders, \(counts.replies) replies, \(counts.replays) replayed, \(counts.refusals) refused, "
        + "\(counts.crashes) crashes with \(counts.unanswered) orders on their way, \(counts.restarts) restarts, "
        + "\(counts.faults) failing disks, \(counts.backups) backups")
  }
}
