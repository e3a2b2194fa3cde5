/// How long those who serve streams rest after a turn, so that readers never slow down what they read of.
///
/// A turn costs processor time here, and on the thread of the sockets, which sends what it made. Reading what is new once, and sending it to
/// somebody, is bounded by what is committed: that is never put off. What grows with the number of readers is, and reading again what is
/// old: while there is processor to spare it may take a fifth of one; while the daemon works for others, or whoever wants to run has to wait
/// for a processor, a thirtieth. Many readers of everything are then served late, and all of them equally late, instead of taking from every
/// transfer.
struct StreamPace: Sendable, Equatable {
  /// Nanoseconds of rest for each nanosecond of work that can wait, while there is processor to spare.
  static let restWhileIdle: Int64 = 4
  /// The part of one processor, in percent, that others may use before streams make room for them.
  static let busyPercent: Int64 = 40
  /// Nanoseconds between two looks: over shorter times the clocks of the system say little.
  private static let look: Int64 = 10_000_000
  private static let shortWait: Int64 = 100_000

  /// What the system's clocks say, in nanoseconds.
  struct Clocks: Sendable, Equatable {
    var now: Int64
    /// Processor time of the whole process.
    var process: Int64
    /// Processor time of this thread.
    var thread: Int64
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

  /// Nanoseconds to rest after a turn that cost so much. `clocks` is asked only when it is time for another look: that costs the system more
  /// than a short turn.
  mutating func rest(after work: StreamWork, at now: Int64, _ clocks: @autoclosure () -> Clocks) -> Int64 {
    ownSinceLook += work.needed + work.deferrable
    if now - last.now >= StreamPace.look {
      let clocks = clocks()
      let passed = clocks.now - last.now
      let others = max(0, clocks.process - last.process - ownSinceLook)
      // Who waits for a processor as long as it uses one shares it with somebody.
      let isCrowded = clocks.waited - last.waited > max(clocks.thread - last.thread, StreamPace.shortWait)
      isBusy = isCrowded || others * 100 >= passed * StreamPace.busyPercent
      last = clocks
      ownSinceLook = 0
    }
    return work.deferrable * (isBusy ? restWhileBusy : min(StreamPace.restWhileIdle, restWhileBusy))
  }
}

/// What a turn came to, in nanoseconds of processor time.
struct StreamWork: Sendable, Equatable {
  /// What one piece, and one byte of it, costs the thread of the sockets: the system call, and copying it twice.
  static let nanosecondsPerPiece: Int64 = 8_000
  static let picosecondsPerByte: Int64 = 1_500
  /// Readers who are served whatever the daemon does.
  static let fewReaders = 2

  /// For what was committed since, once, and for the first few who want it.
  var needed: Int64 = 0
  /// For all others, and for what is old.
  var deferrable: Int64 = 0

  /// What is new was read in so much time, and goes out in so many pieces.
  mutating func noteNew(time: Int64, pieces: Int, bytes: Int) {
    let sending = StreamWork.sending(pieces, bytes)
    let few = pieces > StreamWork.fewReaders ? sending * Int64(StreamWork.fewReaders) / Int64(pieces) : sending
    needed += time + few
    deferrable += sending - few
  }

  /// What is old was.
  mutating func noteOld(time: Int64, pieces: Int, bytes: Int) { deferrable += time + StreamWork.sending(pieces, bytes) }

  private static func sending(_ pieces: Int, _ bytes: Int) -> Int64 {
    Int64(pieces) * nanosecondsPerPiece + Int64(bytes) * picosecondsPerByte / 1_000
  }
}
