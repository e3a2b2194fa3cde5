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
    var payments = PaymentSimulation.Counts()
    var nanoseconds: Int64 = 0
    var traces: [UInt64: String] = [:]
  }

  func run() throws -> Summary {
    var summary = Summary()
    let begin = Self.now()
    for seed in arguments.seeds {
      let trace: String
      if arguments.isOfPayments {
        let (counts, its) = try Self.runPayments(seed: seed, arguments)
        summary.payments.add(counts)
        trace = its
      } else {
        let (counts, its) = try Self.run(seed: seed, arguments)
        summary.counts.add(counts)
        trace = its
      }
      summary.seeds += 1
      if arguments.showsTraces { summary.traces[seed] = trace }
    }
    summary.nanoseconds = Self.now() - begin
    return summary
  }

  /// The negative controls: each planted mistake about payments must be found within its number of payments. How many there are.
  static func findPlants() throws -> Int {
    var arguments = try Arguments(["payments"])
    arguments.payments = 25
    for plant in PaymentPlant.allCases {
      arguments.paymentPlant = plant
      guard try finds(plant, arguments) else {
        throw Finding(report: "\(plant.payments) payments did not find the planted mistake \(plant.rawValue)")
      }
    }
    return PaymentPlant.allCases.count
  }

  private static func finds(_ plant: PaymentPlant, _ arguments: Arguments) throws -> Bool {
    for seed in UInt64(1)...UInt64(plant.payments / arguments.payments) {
      do {
        _ = try runPayments(seed: seed, arguments)
      } catch is Finding { return true }
    }
    return false
  }

  /// One seed in a folder of its own.
  static func run(seed: UInt64, _ arguments: Arguments) throws -> (Simulation.Counts, trace: String) {
    let simulation = try perform(arguments) { folder in
      try Simulation(
        seed: seed, steps: arguments.steps, plant: arguments.plant, folder: folder, isVerbose: arguments.isVerbose)
    }
    return (simulation.counts, simulation.trace.hashText)
  }

  /// The same, of payments.
  static func runPayments(seed: UInt64, _ arguments: Arguments) throws -> (PaymentSimulation.Counts, trace: String) {
    let simulation = try perform(arguments) { folder in
      try PaymentSimulation(
        seed: seed, payments: arguments.payments, plant: arguments.paymentPlant, folder: folder, isVerbose: arguments.isVerbose)
    }
    return (simulation.counts, simulation.trace.hashText)
  }

  private static func perform<Run: SeededRun>(_ arguments: Arguments, _ make: (String) throws -> Run) throws -> Run {
    let folder = try Folder.temporary()
    defer { _ = Result { try Folder.remove(folder) } }
    let simulation = try make(folder)
    do {
      try simulation.run()
    } catch {
      throw Finding(report: report(error, simulation, arguments))
    }
    return simulation
  }

  private static func report(_ error: any Error, _ simulation: some SeededRun, _ arguments: Arguments) -> String {
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
    let plant = (arguments.plant?.rawValue ?? arguments.paymentPlant?.rawValue).map { " --plant \($0)" } ?? ""
    let size = arguments.isOfPayments ? "--payments \(arguments.payments)" : "--steps \(arguments.steps)"
    lines.append(
      "replay: walletsim \(arguments.isOfPayments ? "payments " : "")--seed \(simulation.seed) \(size)\(plant) --verbose")
    return lines.joined(separator: "\n")
  }

  private static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

/// What a campaign does for each seed.
protocol SeededRun {
  var seed: UInt64 { get }
  var step: Int { get }
  var trace: Trace { get }

  func run() throws
}

extension Simulation: SeededRun {}
extension PaymentSimulation: SeededRun {}
