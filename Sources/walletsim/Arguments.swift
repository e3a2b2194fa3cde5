/// The command line.
struct Arguments: Equatable {
  /// Payments with simulated providers instead of postings.
  var isOfPayments = false
  var seeds: ClosedRange<UInt64> = 1...200
  var steps = 100
  var payments = 100
  var plant: Plant?
  var paymentPlant: PaymentPlant?
  var isVerbose = false
  var showsTraces = false
  var wantsHelp = false
  /// Every planted mistake about payments must be found.
  var checksPlants = false

  static let help = """
    Examples:
      walletsim --seeds 1..200        what `make test` runs
      walletsim --seed 7 --verbose    one seed, every step
      walletsim payments --seeds 1..10    1,000 payments at providers that fail in every way

    Usage: walletsim [--seed N | --seeds A..B] [--steps N] [--traces] [--verbose]
           walletsim payments [--seed N | --seeds A..B] [--payments N] [--traces] [--verbose]
           walletsim payments --plants

    Runs the daemon less its sockets in this process, under a simulated clock and disk, with simulated clients, and holds every
    reply against what an independent auditor predicts. With payments, providers and their customers are simulated too, and the
    providers' own book is held against the daemon's, to the rupiah. Stops with 1 at the first that differs.

      --seed N       one seed
      --seeds A..B   these seeds (default: 1..200; of payments 1..10)
      --steps N      of each seed (default: 100)
      --payments N   of each seed (default: 100)
      --traces       print the hash of each seed's trace: the same seed gives the same
      --verbose      print every step
      --plant NAME   make a mistake on purpose, to see it found:
                     \(Plant.allCases.map(\.rawValue).joined(separator: ", "))
                     of payments: \(PaymentPlant.allCases.map(\.rawValue).joined(separator: ", "))
      --plants       each mistake about payments, one after the other; stops with 1 at one that is not found in time
    """

  init(_ words: [String]) throws(UsageError) {
    var rest = words[...]
    if rest.first == "payments" {
      isOfPayments = true
      seeds = 1...10
      rest = rest.dropFirst()
    }
    while let word = rest.popFirst() {
      switch word {
      case "--seed":
        let seed: UInt64 = try Self.number(word, rest.popFirst())
        seeds = seed...seed
      case "--seeds": seeds = try Self.range(rest.popFirst() ?? "")
      case "--steps" where !isOfPayments: steps = try Self.number(word, rest.popFirst())
      case "--payments" where isOfPayments: payments = try Self.number(word, rest.popFirst())
      case "--plant":
        let name = rest.popFirst() ?? ""
        if isOfPayments { paymentPlant = PaymentPlant(rawValue: name) } else { plant = Plant(rawValue: name) }
        guard plant != nil || paymentPlant != nil else { throw UsageError("--plant needs a name") }
      case "--plants" where isOfPayments: checksPlants = true
      case "--traces": showsTraces = true
      case "--verbose": isVerbose = true
      case "--help", "-h": wantsHelp = true
      default: throw UsageError("unknown option \(word); walletsim --help shows all")
      }
    }
  }

  private static func number<Value: FixedWidthInteger>(_ option: String, _ text: String?) throws(UsageError) -> Value {
    guard let text, let value = Value(text), value >= 0 else { throw UsageError("\(option) needs a number") }
    return value
  }

  private static func range(_ text: String) throws(UsageError) -> ClosedRange<UInt64> {
    let parts = text.split(separator: "..").map { UInt64($0) }
    guard parts.count == 2, let first = parts[0], let last = parts[1], first <= last else {
      throw UsageError("--seeds needs two numbers such as 1..200")
    }
    return first...last
  }
}

struct UsageError: Error {
  let sentence: String
  init(_ sentence: String) { self.sentence = sentence }
}
