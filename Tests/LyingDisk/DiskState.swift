// What a power cut would leave, as a value.
//
// The rules, for Linux's local file systems and SQLite's "powersafe overwrite":
//   - A byte that was synced and not written since never changes.
//   - A write that was not synced may have reached the disk or not, each sector for itself, whatever came before or after it.
//   - Lengths and names are kept by the file system's journal: they are at some moment between the last sync and the cut. What
//     was written behind the length of that moment, or behind a truncation that came later, is not seen.
//   - After a failed sync the kernel takes the pages for clean: some sectors were saved, the rest is never written again unless
//     the sector is, although everybody still reads it.

/// The durable part of a disk's files, and what has happened since that is not.
struct DiskState: Sendable {
  struct Change: Sendable {
    enum What: Sendable {
      case wrote(at: Int, bytes: [UInt8])
      case truncated(to: Int)
    }

    let number: Int
    let what: What
  }

  struct File: Sendable {
    var durable: [UInt8] = []
    var changes: [Change] = []
  }

  struct Naming: Sendable {
    let number: Int
    let path: String
    /// Nil: the name goes.
    let file: Int?
  }

  private(set) var files: [Int: File] = [:]
  private(set) var names: [String: Int] = [:]
  /// Changes of names that no sync of their directory has made durable.
  private(set) var namings: [Naming] = []

  /// - Parameter number: the call it happened in.
  mutating func apply(_ event: DiskEvent, number: Int) {
    switch event {
    case .made(let path, let file):
      files[file] = File()
      namings.append(Naming(number: number, path: path, file: file))
    case .found(let path, let file, let contents):
      files[file] = File(durable: contents)
      namings.removeAll { $0.path == path }
      names[path] = file
    case .wrote(let file, let at, let bytes):
      files[file]?.changes.append(Change(number: number, what: .wrote(at: at, bytes: bytes)))
    case .truncated(let file, let size):
      files[file]?.changes.append(Change(number: number, what: .truncated(to: size)))
    case .synced(let file, let directory):
      files[file]?.saveAll()
      if let directory { saveNames(in: directory) }
    case .syncFailed(let file, let seed):
      var dice = Dice(seed: seed)
      files[file]?.saveSome(&dice)
    case .deleted(let path, let directory):
      namings.append(Naming(number: number, path: path, file: nil))
      if let directory { saveNames(in: directory) }
    }
  }

  private mutating func saveNames(in directory: String) {
    for naming in namings where DiskEvent.directory(of: naming.path) == directory { names[naming.path] = naming.file }
    namings.removeAll { DiskEvent.directory(of: $0.path) == directory }
    let named = Set(names.values).union(namings.compactMap(\.file))
    for file in Array(files.keys) where !named.contains(file) { files[file] = nil }
  }
}

extension DiskState.File {
  mutating func saveAll() {
    for change in changes { durable.apply(change.what) }
    changes.removeAll(keepingCapacity: true)
  }

  /// What a failed sync had saved: nothing, the first of the changes, or any sectors.
  mutating func saveSome(_ dice: inout Dice) {
    let kind = dice.below(3)
    let first = kind == 1 ? dice.below(changes.count + 1) : 0
    for (position, change) in changes.enumerated() {
      guard case .wrote(let start, let bytes) = change.what else {
        durable.apply(change.what)
        continue
      }
      for sector in Sectors(from: start, count: bytes.count, size: 512) {
        guard position < first || kind == 2 && dice.below(2) == 0 else { continue }
        durable.write(bytes[sector.lowerBound - start..<sector.upperBound - start], at: sector.lowerBound)
      }
    }
    changes.removeAll(keepingCapacity: true)
  }
}

extension [UInt8] {
  mutating func apply(_ change: DiskState.Change.What) {
    switch change {
    case .wrote(let start, let bytes): write(bytes[...], at: start)
    case .truncated(let size): setLength(size)
    }
  }

  mutating func write(_ bytes: ArraySlice<UInt8>, at start: Int) {
    if count < start { setLength(start) }
    let inside = Swift.min(bytes.count, count - start)
    withUnsafeMutableBytes { whole in
      UnsafeMutableRawBufferPointer(rebasing: whole[start..<start + inside]).copyBytes(from: bytes.prefix(inside))
    }
    if inside < bytes.count { append(contentsOf: bytes.dropFirst(inside)) }
  }

  mutating func setLength(_ length: Int) {
    if length < count { removeSubrange(length...) } else { append(contentsOf: [UInt8](repeating: 0, count: length - count)) }
  }
}

/// A range of bytes cut at the borders of sectors.
struct Sectors: Sequence, IteratorProtocol {
  private var start: Int
  private let end: Int
  private let size: Int

  init(from start: Int, count: Int, size: Int) {
    self.start = start
    end = start + count
    self.size = size
  }

  mutating func next() -> Range<Int>? {
    guard start < end else { return nil }
    let sector = start..<Swift.min(end, (start / size + 1) * size)
    start = sector.upperBound
    return sector
  }
}
