import Glibc

/// Many seeds, one after the other; stops at the first that finds something.
struct Campaign {
  let arguments: Arguments

  struct Finding: Error {
    let report: String
  }

  struct Summary {
    var seeds = 0
    var counts = Simulation.Counts()
    var nanoseconds: Int64 = 0
    var traces: [UInt64: String] = [:]
  }

  func run() throws -> Summary {
    var summary = Summary()
    let begin = Self.now()
    for seed in arguments.seeds {
      let (counts, trace) = try Self.run(seed: seed, arguments)
      summary.seeds += 1
      summary.counts.add(counts)
      if arguments.showsTraces { summary.traces[seed] = trace }
    }
    summary.nanoseconds = Self.now() - begin
    return summary
  }

  /// One seed in a folder of its own.
  static func run(seed: UInt64, _ arguments: Arguments) throws -> (Simulation.Counts, trace: String) {
    let folder = try Folder.temporary()
    let simulation: Simulation
    do {
      defer { _ = Result { try Folder.remove(folder) } }
      simulation = try Simulation(
        seed: seed, steps: arguments.steps, plant: arguments.plant, folder: folder, isVerbose: arguments.isVerbose)
      do {
        try simulation.run()
      } catch {
        throw Finding(report: report(error, simulation, arguments))
      }
    }
    return (simulation.counts, simulation.trace.hashText)
  }

  private static func report(_ error: any Error, _ simulation: Simulation, _ arguments: Arguments) -> String {
    var lines = ["seed \(simulation.seed), step \(simulation.step):"]
    if let mismatch = error as? Mismatch {
      lines += ["  request   \(mismatch.request)", "  expected  \(mismatch.expected)", "  got       \(mismatch.got)"]
    } else {
      lines.append("  \(error)")
    }
    lines.append("the last steps:")
    let recent = simulation.trace.last.filter { line in
      line.split(separator: " ").first.flatMap { Int($0) }.map { $0 > simulation.step - 20 } ?? true
    }
    lines += recent.map { "  \($0.prefix(1_000))" }
    let plant = arguments.plant.map { " --plant \($0.rawValue)" } ?? ""
    lines.append("replay: walletsim --seed \(simulation.seed) --steps \(arguments.steps)\(plant) --verbose")
    return lines.joined(separator: "\n")
  }

  private static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
