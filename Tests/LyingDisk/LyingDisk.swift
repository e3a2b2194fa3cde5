import CSQLite
import Glibc
import Synchronization

/// A disk that forgets what was not synced, for everything SQLite does below one directory.
///
/// The real files hold what the process sees, as the page cache would; this object knows what of it a power cut would leave. Nothing
/// is ever really synced, so that a run is quick. Shared memory (`-shm`) and whatever is written past SQLite go their own way.
///
///     let disk = try LyingDisk(at: folder, seed: 1)
///     disk.crash(at: 1_000)          // or fail(…), or nothing
///     …                              // run the daemon on `folder`, stop it
///     try disk.image(.garbled, seed: 7, to: other)
///
/// All of it may be called from any thread; calls to the disk are made one after the other.
package final class LyingDisk: Sendable {
  struct Content {
    var state = DiskState()
    var calls: [DiskCall] = []
    var events: [(number: Int, event: DiskEvent)] = []
    var files: [String: OpenedFile] = [:]
    var caches: [Int: PageCache] = [:]
    var nextFile = 1
    var crashAt: Int?
    var isCrashed = false
    var fault: (from: Int, fault: DiskFault, lasts: DiskFault.Lasting)?
    var faultsMet = 0
    var observer: (@Sendable (Int) -> Void)?
    var dice: Dice
  }

  /// What a path was when it was opened last.
  struct OpenedFile {
    let device: UInt
    let inode: UInt
    let file: Int
  }

  /// Resolved, without a slash at its end.
  package let directory: String
  private let keepsPast: Bool
  private let content: Mutex<Content>

  /// Takes over what happens to SQLite's files in a directory that exists. What is in there already is durable.
  ///
  /// - Parameter keepsPast: remember everything, for `past`.
  package convenience init(at directory: String, seed: UInt64, keepsPast: Bool = false) throws(LyingDiskError) {
    try self.init(at: directory, seed: seed, state: DiskState(), files: [:], keepsPast: keepsPast)
  }

  init(
    at directory: String, seed: UInt64, state: DiskState, files: [String: OpenedFile], keepsPast: Bool = false
  ) throws(LyingDiskError) {
    guard let resolved = realpath(directory, nil) else { throw LyingDiskError("resolve", directory) }
    defer { free(resolved) }
    self.directory = String(cString: resolved)
    self.keepsPast = keepsPast
    let nextFile = 1 + max(files.values.map(\.file).max() ?? 0, state.files.keys.max() ?? 0)
    content = Mutex(Content(state: state, files: files, nextFile: nextFile, dice: Dice(seed: seed)))
    LyingVFS.register(self)
  }

  deinit { LyingVFS.forget(directory) }

  // MARK: What happened

  /// Calls so far: the number of the last one.
  package var count: Int { content.withLock { $0.calls.count } }

  /// The calls, in order; the first has number 1.
  package var calls: [DiskCall] { content.withLock { $0.calls } }

  package var isCrashed: Bool { content.withLock { $0.isCrashed } }

  /// How many calls have met the fault of `fail`.
  package var faultsMet: Int { content.withLock { $0.faultsMet } }

  /// Calls `body` before each call, with the number of those that are done; it must not use the disk.
  package func observe(_ body: @escaping @Sendable (Int) -> Void) { content.withLock { $0.observer = body } }

  /// Calls the observer now, between two calls.
  package func observeNow() {
    content.withLock { content in content.observer?(content.calls.count) }
  }

  // MARK: What shall happen

  /// After call number `call` the power is gone: all further calls fail, and nothing more becomes durable.
  package func crash(at call: Int) {
    content.withLock { content in
      content.crashAt = call
      if content.calls.count >= call { content.isCrashed = true }
    }
  }

  /// From call number `call` on the first that can meet the fault does, or all do.
  package func fail(_ call: Int, with fault: DiskFault, _ lasts: DiskFault.Lasting) {
    content.withLock { $0.fault = (call, fault, lasts) }
  }

  /// No fault any more. A crash stays.
  package func heal() { content.withLock { $0.fault = nil } }

  // MARK: What is left

  /// Writes what a power cut now (or the crash) leaves to a directory that does not exist yet. Files that SQLite does not know are
  /// copied as they are.
  package func image(_ survival: Survival, seed: UInt64, to target: String) throws(LyingDiskError) {
    let (state, known) = content.withLock { ($0.state, Set($0.files.keys)) }
    try DiskImage(directory: directory, known: known).write(state, survival, seed: seed, to: target)
  }

  /// Everything that has happened, to go through call by call. Needs `keepsPast`.
  package var past: DiskPast {
    precondition(keepsPast, "a disk that does not keep its past was asked for it")
    return content.withLock { content in
      DiskPast(events: content.events, image: DiskImage(directory: directory, known: Set(content.files.keys)))
    }
  }

  // MARK: For the VFS

  /// The rest of a path below this disk's directory; nil for a path elsewhere.
  func relative(_ path: String) -> String? {
    guard path.utf8.count > directory.utf8.count + 1, path.hasPrefix(directory),
      path.utf8.dropFirst(directory.utf8.count).first == UInt8(ascii: "/")
    else { return nil }
    return String(path.utf8.dropFirst(directory.utf8.count + 1)) ?? ""
  }

  /// Counts a call and makes it, unless it must fail: then `failure` is asked what happens instead.
  func call(
    _ call: DiskCall, making: Bool = false, _ body: (inout Content) -> Int32, failing: (inout Content, Refusal) -> Int32
  ) -> Int32 {
    content.withLock { content in
      content.observer?(content.calls.count)
      guard !content.isCrashed else { return failing(&content, .dead) }
      content.calls.append(call)
      let number = content.calls.count
      defer { if number == content.crashAt { content.isCrashed = true } }
      if let fault = content.fault, number >= fault.from, fault.fault.meets(call.kind, making: making) {
        content.faultsMet += 1
        if fault.lasts == .once { content.fault = nil }
        return failing(&content, .fault(fault.fault))
      }
      return body(&content)
    }
  }

  /// Notes what happened in the call that is being made.
  func note(_ event: DiskEvent, in content: inout Content) {
    let number = content.calls.count
    content.state.apply(event, number: number)
    if keepsPast { content.events.append((number, event)) }
  }
}

/// Why a call is not made.
enum Refusal {
  /// There is no power any more.
  case dead
  case fault(DiskFault)
}

package struct LyingDiskError: Error, CustomStringConvertible {
  package let description: String

  /// Takes `errno` as it stands.
  init(_ operation: String, _ path: String) {
    description = "cannot \(operation) \(path): \(String(cString: strerror(errno)))"
  }
}
