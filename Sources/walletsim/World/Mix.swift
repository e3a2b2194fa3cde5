import Payments
import Storage

/// What a seed is made of: how likely each thing is, and how small the engine's bounds are. Every seed draws its own, so that rare
/// things are common in some seeds and absent in others.
struct Mix {
  let tenants: Int
  let accounts: Int
  /// Percent of orders after which the ledgers are served at once.
  let eagerness: Int
  /// Requests of all clients that may be on their way.
  let inFlight: Int
  /// By `Simulation.Move`.
  let moves: [Int]
  /// By `Generator.Kind`.
  let orders: [Int]
  let questions: [Int]
  /// Amounts reach up to this.
  let largest: Int64
  let jumps: Bool
  /// Whether calls of the disk fail.
  let faults: Bool

  init(_ chance: inout Chance) {
    /// A weight that is often none and now and then large.
    func weights(_ common: [Int]) -> [Int] {
      common.map { weight in
        switch chance.below(6) {
        case 0: 0
        case 1: weight * 4
        default: weight
        }
      }
    }
    tenants = chance.choose(1, 1, 2, 2, 3, 5)
    accounts = chance.between(2, 8)
    eagerness = chance.choose(0, 20, 50, 90)
    inFlight = chance.choose(1, 4, 10, 25)
    moves = Simulation.Move.allCases.map(\.weight).enumerated().map { index, weight in
      index == 0 ? weight : weights([weight])[0]
    }
    orders = weights(Generator.Kind.allCases.map(\.weight)).enumerated().map { $0 == 0 ? max(1, $1) : $1 }
    questions = weights([6, 3, 4, 3, 3, 5, 3, 3, 2, 4]).enumerated().map { $0 == 0 ? max(1, $1) : $1 }
    largest = chance.choose(50, 1_000, 1_000_000, 1 << 40, (1 << 62) - 1)
    jumps = chance.happens(30)
    faults = chance.happens(40)
  }
}

extension StorageOptions {
  /// Bounds so small that runs, merges and checkpoints happen within a hundred requests.
  init(_ chance: inout Chance, clock: SimulatedClock, bytes: SeededBytes) {
    self.init()
    writerThreads = 0
    rowsPerCommit = chance.choose(1, 2, 5, 20, 8_192)
    entriesPerRun = chance.choose(2, 4, 8, 30, 65_536)
    framesPerCheckpoint = chance.choose(1, 8, 30, 100, 8_192)
    filterBytes = chance.choose(64, 1 << 12, 1 << 20)
    waitingSubmissions = chance.choose(3, 20, 20_000)
    readersPerLedger = chance.choose(1, 2)
    writerCacheKiB = chance.choose(16, 256, 2_048)
    readerCacheKiB = chance.choose(16, 256)
    // So few that ledgers of tenants are closed and opened all the time.
    openLedgers = chance.choose(1, 2, 3, 1_000)
    // Clients are patient: time may go on by an hour while another ledger is in use.
    waitForPlace = .max / 2
    entriesReplayed = chance.choose(1, 10, 4_096)
    watch = BalanceWatch()
    self.clock = clock
    randomBytes = { bytes.take($0) }
  }
}
