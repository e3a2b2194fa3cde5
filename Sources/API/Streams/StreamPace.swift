/// How long those who serve streams rest after a turn, so that readers never slow down what they read of.
///
/// A turn costs processor time here, and on the thread of the sockets, which sends what it made. While the daemon has little else to do,
/// streams may take as much as they rest; while it works for others, they take a small part of one processor: many readers of everything are
/// then served late, and all of them equally late, instead of taking from every transfer.
struct StreamPace: Sendable, Equatable {
  /// Nanoseconds of rest for each nanosecond of work, while others need little.
  static let restWhileIdle: Int64 = 1
  /// The part of one processor, in percent, that others may use before streams make room for them.
  static let busyPercent: Int64 = 40
  /// What one piece, and one byte of it, costs the thread of the sockets: the system call, and copying it twice.
  static let nanosecondsPerPiece: Int64 = 5_000
  static let picosecondsPerByte: Int64 = 600

  /// The same while others are at work.
  let restWhileBusy: Int64
  /// The processor time and the moment of the last look, in nanoseconds.
  private var lastProcess: Int64
  private var lastLook: Int64
  private var ownSinceLook: Int64 = 0
  private(set) var isBusy = false

  init(restWhileBusy: Int64, process: Int64, now: Int64) {
    self.restWhileBusy = restWhileBusy
    lastProcess = process
    lastLook = now
  }

  /// Nanoseconds of work that a turn came to.
  static func cost(thread: Int64, pieces: Int, bytes: Int) -> Int64 {
    thread + Int64(pieces) * nanosecondsPerPiece + Int64(bytes) * picosecondsPerByte / 1_000
  }

  /// Nanoseconds to rest after a turn that cost so much.
  ///
  /// - Parameters:
  ///   - process: processor time of the whole process so far, in nanoseconds.
  mutating func rest(after cost: Int64, process: Int64, now: Int64) -> Int64 {
    ownSinceLook += cost
    // Over shorter times the clocks of the system say little.
    if now - lastLook >= 10_000_000 {
      let others = max(0, process - lastProcess - ownSinceLook)
      isBusy = others * 100 >= (now - lastLook) * StreamPace.busyPercent
      (lastProcess, lastLook, ownSinceLook) = (process, now, 0)
    }
    return cost * (isBusy ? restWhileBusy : StreamPace.restWhileIdle)
  }
}
