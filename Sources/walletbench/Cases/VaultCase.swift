import Glibc
import LedgerCore
import Sodium
import Storage
import Synchronization
import Tenancy
import Threads
import Vault

/// Payment methods put into a vault and revealed, in this process: what the vault itself costs, without sockets. Every operation is durable
/// with its audit row before it is answered.
enum VaultCase {
  static func run(_ bench: Bench) throws -> [Row] {
    let path = bench.directory + "/vault"
    let tenant = TenantID(time: SystemClock().now(), low: Sodium.randomInteger())
    for folder in [path, path + "/tenants", "\(path)/tenants/\(tenant)"] where mkdir(folder, 0o700) != 0 {
      throw BenchFailure.system("cannot create \(folder)")
    }
    let ring = try KeyRing(folder: path + "/keys")
    _ = try ring.initialise()
    let vaults = SQLiteVaults(path: path, ring: ring, options: StorageOptions())
    guard let vault = try vaults.vault(of: tenant, making: true) else { preconditionFailure("a vault was made") }
    let cards = Mutex([TokenID]())
    let rows = try [16, 64].flatMap { callers in
      try [
        measure("tokenise", callers, bench) { number, done in
          tokenise(number, in: vault) { result in
            if case .success(let made) = result { cards.withLock { $0.append(made.method.token) } }
            done(result.map { _ in () })
          }
        },
        measure("reveal", callers, bench) { number, done in
          let token = cards.withLock { $0[number % $0.count] }
          vault.reveal(token, reason: "benchmark", .daemon) { revealed in
            switch consume revealed {
            case .success(let revealed): done(revealed.secret.count == 16 ? .success(()) : .failure(.damaged("another secret")))
            case .failure(let failure): done(.failure(failure))
            }
          }
        },
      ]
    }
    try vaults.shutdown()
    return rows
  }

  typealias Done = @Sendable (Result<Void, VaultFailure>) -> Void

  /// One thread hands over, as an event loop would, for so many callers that each wait for their answer.
  private static func measure(
    _ part: String, _ callers: Int, _ bench: Bench, _ operation: (_ number: Int, @escaping Done) -> Void
  ) throws -> Row {
    var row = Row(.vault, connections: callers)
    row.part = part
    let answered = Monitor<[(caller: Int, failure: VaultFailure?)]>([])
    var started = [UInt64](repeating: 0, count: callers)
    var number = Int(Sodium.randomInteger() >> 40)
    var rates: [Int] = []
    func start(_ caller: Int) {
      number += 1
      started[caller] = Clock.now
      operation(number) { result in
        answered.withLock { answers in
          if case .failure(let failure) = result { answers.append((caller, failure)) } else { answers.append((caller, nil)) }
        }
        answered.signal()
      }
    }
    let floor = try Floor(path: bench.directory + "/vault-floor-\(part)-\(callers).db")
    var floors: [Int] = []
    var processor: UInt64 = 0
    for _ in 0..<bench.pacing.slices {
      let processorBefore = Clock.processCPU(getpid())
      let begun = Clock.now
      var throughput = Throughput()
      for caller in 0..<callers { start(caller) }
      var waiting = callers
      while waiting > 0 {
        let done = answered.wait { answers in
          defer { answers.removeAll(keepingCapacity: true) }
          return answers.isEmpty ? .wait(nil) : .done(answers)
        }
        for (caller, failure) in done {
          if let failure { throw BenchFailure.unexpectedAnswer("\(part): \(failure)") }
          row.latencies.record(Clock.now - started[caller])
          throughput.operations += 1
          if Clock.now - begun < bench.pacing.caseSlice { start(caller) } else { waiting -= 1 }
        }
      }
      throughput.nanoseconds = Clock.now - begun
      processor += Clock.processCPU(getpid()) - processorBefore
      row.operations += throughput.operations
      rates.append(throughput.perSecond)
      floors.append(try floor.run(rowsPerCommit: callers, nanoseconds: bench.pacing.floorSlice).perSecond)
    }
    row.floorPerSecond = floors.median
    row.rowsPerCommit = callers
    row.perSecond = rates.median
    // Callers and vault are one process here.
    row.daemonCPU = Int(processor) / max(row.operations, 1)
    return row
  }

  private static func tokenise(
    _ number: Int, in vault: TenantVault, answer: @escaping TenantVault.Answer<TenantVault.Tokenised>
  ) {
    do {
      let method = try NewMethod.card(
        number: card(number), expiryMonth: 12, expiryYear: 2045, holder: "BUDI SANTOSO", hasSecurityCode: false,
        NewMethod.Placement(customer: "customer-\(number &* 2_654_435_761 % 1_000_003)", reference: "billing-\(number)"),
        now: SystemClock().now())
      vault.tokenise(method, key: "key-\(number)", .daemon, answer: answer)
    } catch { preconditionFailure("\(error)") }
  }

  /// A card number of sixteen digits that passes its check.
  private static func card(_ number: Int) -> SecretBytes {
    var digits = Array("4\(10_000_000_000_000 + number)".utf8)
    let sum = digits.reversed().enumerated().reduce(0) { sum, digit in
      let value = Int(digit.element) - 48
      return sum + (digit.offset % 2 == 1 ? value : value > 4 ? 2 * value - 9 : 2 * value)
    }
    digits.append(UInt8(48 + (10 - sum % 10) % 10))
    return SecretBytes(copying: digits)
  }
}
