import Glibc

/// A run on a disk, to be looked at as it was after each of its calls. Moves forward only.
package struct DiskPast: Sendable {
  private let events: [(number: Int, event: DiskEvent)]
  private let image: DiskImage
  private var state = DiskState()
  /// What the process saw, by path and by file: the page cache.
  private var seenNames: [String: Int] = [:]
  private var seen: [Int: [UInt8]] = [:]
  private var position = 0
  /// Calls that are done.
  package private(set) var call = 0

  init(events: [(number: Int, event: DiskEvent)], image: DiskImage) {
    self.events = events
    self.image = image
    // What was there before the run is there before it is opened for the first time.
    var paths: Set<String> = []
    for (_, event) in events {
      switch event {
      case .made(let path, _), .deleted(let path, _): paths.insert(path)
      case .found(let path, _, _):
        guard paths.insert(path).inserted else { continue }
        state.apply(event, number: 0)
        see(event)
      case .wrote, .truncated, .synced, .syncFailed: break
      }
    }
  }

  /// Goes to the moment after a call.
  package mutating func advance(to call: Int) {
    precondition(call >= self.call, "the past is walked through forwards")
    while position < events.count, events[position].number <= call {
      state.apply(events[position].event, number: events[position].number)
      see(events[position].event)
      position += 1
    }
    self.call = call
  }

  private mutating func see(_ event: DiskEvent) {
    switch event {
    case .made(let path, let file):
      seenNames[path] = file
      seen[file] = []
    case .found(let path, let file, let contents):
      seenNames[path] = file
      seen[file] = contents
    case .wrote(let file, let start, let bytes): seen[file]?.write(bytes[...], at: start)
    case .truncated(let file, let size): seen[file]?.setLength(size)
    case .synced, .syncFailed: break
    case .deleted(let path, _): seenNames[path] = nil
    }
  }

  /// Writes what a power cut at this moment leaves to a directory that does not exist yet.
  package func image(_ survival: Survival, seed: UInt64, to target: String) throws(LyingDiskError) {
    try image.write(state, survival, seed: seed, to: target)
  }

  /// Writes what everybody sees at this moment to a directory that does not exist yet, as after a kill of the process: the page cache
  /// lives on, and with it what was not synced. The disk goes on from there.
  package func killed(seed: UInt64, in target: String) throws(LyingDiskError) -> LyingDisk {
    try image.copyOthers(to: target)
    var files: [String: LyingDisk.OpenedFile] = [:]
    for (path, number) in seenNames {
      let whole = target + "/" + path
      try DiskImage.write(seen[number] ?? [], to: whole)
      var information = stat()
      guard stat(whole, &information) == 0 else { throw LyingDiskError("look at", whole) }
      files[path] = LyingDisk.OpenedFile(
        device: UInt(information.st_dev), inode: UInt(information.st_ino), file: number)
    }
    return try LyingDisk(at: target, seed: seed, state: state, files: files)
  }
}
