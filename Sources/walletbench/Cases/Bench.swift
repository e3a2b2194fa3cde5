import Glibc

/// What all cases share: the program they measure, where its files are, and how long a measurement takes.
struct Bench {
  let program: String
  /// A directory of this run alone.
  let directory: String
  let pacing: Pacing
  private let keepsFiles: Bool

  init(_ arguments: Arguments) throws {
    program = try arguments.daemon ?? Self.besideOurselves()
    directory = arguments.directory + "/run-\(getpid())"
    pacing = arguments.isQuick ? .quick : .full
    keepsFiles = arguments.keepsFiles
    for path in [arguments.directory, directory] where mkdir(path, 0o700) != 0 && errno != EEXIST {
      throw BenchFailure.system("cannot create \(path)")
    }
    let fileSystem = DirectoryTree.fileSystem(directory)
    guard fileSystem != "tmpfs", fileSystem != "ramfs" else {
      finish()
      throw BenchFailure.usage("\(arguments.directory) is in memory (\(fileSystem)): name a directory on a disk with --dir")
    }
  }

  /// Removes the files of the run, unless they are to be kept.
  func finish() {
    guard !keepsFiles else { return }
    DirectoryTree.remove(directory)
    // The directory above stays when somebody else has files there.
    if let slash = directory.lastIndex(of: "/") { rmdir(String(directory[..<slash])) }
  }

  /// Runs a case on a daemon and a directory of its own; stops the daemon in the end.
  func withDaemon(_ name: String, _ body: (Daemon, _ directory: String) throws -> [Row]) throws -> [Row] {
    try with(name, body) { try Daemon(program: program, directory: $0) }
  }

  /// The same with a daemon that has a vault, in which accounts at providers are kept.
  func withPayments(_ name: String, _ body: (Daemon, _ directory: String) throws -> [Row]) throws -> [Row] {
    try with(name, body) { try Daemon(program: program, directory: $0, arguments: ["--development"]) }
  }

  /// The same with this program in the daemon's place (`Stand`).
  func withStand(_ name: String, _ body: (Daemon, _ directory: String) throws -> [Row]) throws -> [Row] {
    try with(name, body) { place in
      try Daemon(program: try Self.ourselves(), directory: place, environment: [Stand.variable + "=1"])
    }
  }

  private func with(
    _ name: String, _ body: (Daemon, _ directory: String) throws -> [Row], _ start: (_ directory: String) throws -> Daemon
  ) throws -> [Row] {
    let place = directory + "/" + name
    guard mkdir(place, 0o700) == 0 else { throw BenchFailure.system("cannot create \(place)") }
    defer { if !keepsFiles { DirectoryTree.remove(place) } }
    let daemon = try start(place)
    // Before the files are removed.
    defer { daemon.kill() }
    do {
      let rows = try body(daemon, place)
      try daemon.stop()
      return rows
    } catch {
      try daemon.requireAlive(after: error)
      throw error
    }
  }

  private static func ourselves() throws -> String {
    guard let path = realpath("/proc/self/exe", nil) else { throw BenchFailure.system("cannot find this program") }
    defer { free(path) }
    return String(cString: path)
  }

  private static func besideOurselves() throws -> String {
    let own = try ourselves()
    guard let slash = own.lastIndex(of: "/") else { return "walletd" }
    return own[...slash] + "walletd"
  }
}

/// How long things take: a case is measured in slices, with a slice of its floor after each.
struct Pacing {
  let slices: Int
  /// Nanoseconds.
  let caseSlice: UInt64
  let floorSlice: UInt64
  /// Transfers of the case `growth`, and of the parts that are compared.
  let growth: Int
  let growthPart: Int
  /// Pairs of the case `slow`, and nanoseconds of each half.
  let slowPairs: Int
  let slowSlice: UInt64
  /// Pairs of the case `events`, and nanoseconds of each half: long enough for what happens once, when readers come and some of them
  /// take nothing, to be over early.
  let readerPairs: Int
  let readerSlice: UInt64
  /// Codes that wait for their customers while `webhooks` measures, and nanoseconds of each of its parts: long enough for each of the
  /// codes to be asked about once.
  let codes: Int
  let webhookSlice: UInt64

  static let full = Pacing(
    slices: 5, caseSlice: .milliseconds(2_000), floorSlice: .milliseconds(700), growth: 5_000_000, growthPart: 1_000_000,
    slowPairs: 20, slowSlice: .milliseconds(1_000), readerPairs: 30, readerSlice: .milliseconds(2_000),
    codes: 35_000, webhookSlice: .seconds(20))
  static let quick = Pacing(
    slices: 3, caseSlice: .milliseconds(400), floorSlice: .milliseconds(200), growth: 300_000, growthPart: 60_000,
    slowPairs: 10, slowSlice: .milliseconds(300), readerPairs: 4, readerSlice: .milliseconds(500),
    codes: 2_000, webhookSlice: .seconds(2))
}
