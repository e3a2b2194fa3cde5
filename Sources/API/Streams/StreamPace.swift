/// How long those who serve streams rest after a turn, so that readers never slow down what they read of.
///
/// A turn costs processor time here, and on the thread of the sockets, which sends what it made. While there is processor to spare, streams may
/// take a fifth of one; while the daemon works for others, or whoever wants to run has to wait for a processor, they take a thirtieth. Many
/// readers of everything are then served late, and all of them equally late, instead of taking from every transfer.
struct StreamPace: Sendable, Equatable {
  /// Nanoseconds of rest for each nanosecond of work, while there is processor to spare.
  static let restWhileIdle: Int64 = 4
  /// The part of one processor, in percent, that others may use before streams make room for them.
  static let busyPercent: Int64 = 40
  /// What one piece, and one byte of it, costs the thread of the sockets: the system call, and copying it twice.
  static let nanosecondsPerPiece: Int64 = 8_000
  static let picosecondsPerByte: Int64 = 1_500
  /// Nanoseconds between two looks: over shorter times the clocks of the system say little.
  private static let look: Int64 = 10_000_000

  /// What the system's clocks say, in nanoseconds.
  struct Clocks: Sendable, Equatable {
    var now: Int64
    /// Processor time of the whole process.
    var process: Int64
    /// How long this thread was ready to run and had no processor.
    var waited: Int64
  }

  /// The same while others are at work.
  private let restWhileBusy: Int64
  private var last: Clocks
  private var ownSinceLook: Int64 = 0
  private(set) var isBusy = false

  init(restWhileBusy: Int64, _ clocks: Clocks) {
    self.restWhileBusy = restWhileBusy
    last = clocks
  }

  /// Nanoseconds of work that a turn came to.
  static func cost(thread: Int64, pieces: Int, bytes: Int) -> Int64 {
    thread + Int64(pieces) * nanosecondsPerPiece + Int64(bytes) * picosecondsPerByte / 1_000
  }

  /// Nanoseconds to rest after a turn that cost so much.
  mutating func rest(after cost: Int64, _ clocks: Clocks) -> Int64 {
    ownSinceLook += cost
    let passed = clocks.now - last.now
    if passed >= StreamPace.look {
      let others = max(0, clocks.process - last.process - ownSinceLook)
      // Who waits for a processor as long as it uses one shares it with somebody.
      let isCrowded = clocks.waited - last.waited > max(ownSinceLook, passed / 50)
      isBusy = isCrowded || others * 100 >= passed * StreamPace.busyPercent
      last = clocks
      ownSinceLook = 0
    }
    return cost * (isBusy ? restWhileBusy : min(StreamPace.restWhileIdle, restWhileBusy))
  }
}
