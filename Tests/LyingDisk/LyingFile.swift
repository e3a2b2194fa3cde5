import CSQLite
import Glibc

/// A file of SQLite on a `LyingDisk`. In the memory that SQLite sets apart for a file stand, one after the other, the pointer to our
/// functions, this object, and the real file.
///
/// Not Sendable: a file belongs to one connection, which one thread uses at a time. What is shared is in the disk, behind its lock.
final class LyingFile {
  private static let objectOffset = MemoryLayout<sqlite3_file>.stride
  static let realOffset = 16
  private static let sectorBytes = 512

  private let disk: LyingDisk
  private let path: String
  private let number: Int
  /// The first sync of a log syncs its directory too, as SQLite's own file system does.
  private var syncsDirectory: Bool

  init(_ disk: LyingDisk, _ path: String, file number: Int, syncsDirectory: Bool) {
    self.disk = disk
    self.path = path
    self.number = number
    self.syncsDirectory = syncsDirectory
  }

  /// Puts this object where SQLite keeps a file, whose real file is open already.
  func install(in file: UnsafeMutablePointer<sqlite3_file>) {
    UnsafeMutableRawPointer(file).advanced(by: Self.objectOffset)
      .storeBytes(of: Unmanaged.passRetained(self), as: Unmanaged<LyingFile>.self)
    file.pointee.pMethods = UnsafePointer(Self.methods)
  }

  static func realFile(in file: UnsafeMutablePointer<sqlite3_file>) -> UnsafeMutablePointer<sqlite3_file> {
    UnsafeMutableRawPointer(file).advanced(by: realOffset).assumingMemoryBound(to: sqlite3_file.self)
  }

  static func object(in file: UnsafeMutablePointer<sqlite3_file>) -> LyingFile {
    UnsafeRawPointer(file).advanced(by: objectOffset).load(as: Unmanaged<LyingFile>.self).takeUnretainedValue()
  }

  static func release(in file: UnsafeMutablePointer<sqlite3_file>) {
    UnsafeRawPointer(file).advanced(by: objectOffset).load(as: Unmanaged<LyingFile>.self).release()
    file.pointee.pMethods = nil
  }

  func close(_ real: UnsafeMutablePointer<sqlite3_file>) -> Int32 { methods(of: real).xClose(real) }

  // MARK: Reading

  func read(_ real: UnsafeMutablePointer<sqlite3_file>, _ buffer: UnsafeMutableRawPointer, _ count: Int32, _ start: Int64)
    -> Int32
  {
    disk.call(DiskCall(.read, path)) { _ in
      self.methods(of: real).xRead(real, buffer, count, start)
    } failing: { _, _ in
      IOFailure.read
    }
  }

  func size(_ real: UnsafeMutablePointer<sqlite3_file>, _ answer: UnsafeMutablePointer<Int64>) -> Int32 {
    disk.call(DiskCall(.size, path)) { _ in
      self.methods(of: real).xFileSize(real, answer)
    } failing: { _, _ in
      IOFailure.size
    }
  }

  /// Everything the file holds now.
  static func contents(of real: UnsafeMutablePointer<sqlite3_file>) -> [UInt8] {
    var size: Int64 = 0
    guard let methods = real.pointee.pMethods?.pointee, methods.xFileSize(real, &size) == SQLITE_OK, size > 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: Int(size))
    let result = methods.xRead(real, &bytes, Int32(size), 0)
    precondition(result == SQLITE_OK, "a file that was just opened cannot be read: \(result)")
    return bytes
  }

  // MARK: Writing

  func write(_ real: UnsafeMutablePointer<sqlite3_file>, _ bytes: UnsafeRawBufferPointer, at start: Int) -> Int32 {
    disk.call(DiskCall(.write, path)) { content in
      self.write(real, bytes, at: start, &content)
    } failing: { content, refusal in
      switch refusal {
      case .dead, .fault(.io), .fault(.syncFails), .fault(.syncLies): return IOFailure.write
      case .fault(.full), .fault(.shortWrite):
        let begun = UnsafeRawBufferPointer(rebasing: bytes[..<content.dice.below(bytes.count)])
        if !begun.isEmpty {
          let result = self.write(real, begun, at: start, &content)
          guard result == SQLITE_OK else { return result }
        }
        if case .fault(.full) = refusal { return SQLITE_FULL }
        return IOFailure.write
      }
    }
  }

  private func write(
    _ real: UnsafeMutablePointer<sqlite3_file>, _ bytes: UnsafeRawBufferPointer, at start: Int, _ content: inout LyingDisk.Content
  ) -> Int32 {
    let result = methods(of: real).xWrite(real, bytes.baseAddress, Int32(bytes.count), Int64(start))
    guard result == SQLITE_OK else { return result }
    disk.note(.wrote(file: number, at: start, bytes: [UInt8](bytes)), in: &content)
    let sectors = start / Self.sectorBytes...(start + bytes.count - 1) / Self.sectorBytes
    content.caches[number, default: PageCache()].unsynced.formUnion(sectors)
    // The kernel writes whole sectors: one that is written again takes with it what an earlier sync had lost of it.
    for sector in sectors where content.caches[number]?.lost.remove(sector) != nil {
      var whole = [UInt8](repeating: 0, count: Self.sectorBytes)
      let from = sector * Self.sectorBytes
      let result = methods(of: real).xRead(real, &whole, Int32(Self.sectorBytes), Int64(from))
      guard result == SQLITE_OK || result == IOFailure.shortRead else { return result }
      var size: Int64 = 0
      _ = methods(of: real).xFileSize(real, &size)
      disk.note(.wrote(file: number, at: from, bytes: Array(whole.prefix(Int(size) - from))), in: &content)
    }
    return SQLITE_OK
  }

  func truncate(_ real: UnsafeMutablePointer<sqlite3_file>, to size: Int64) -> Int32 {
    disk.call(DiskCall(.truncate, path)) { content in
      let result = self.methods(of: real).xTruncate(real, size)
      guard result == SQLITE_OK else { return result }
      self.disk.note(.truncated(file: self.number, to: Int(size)), in: &content)
      let end = (Int(size) + Self.sectorBytes - 1) / Self.sectorBytes
      let lost: Set<Int> = content.caches[self.number]?.lost.filter { $0 < end } ?? []
      content.caches[self.number]?.lost = lost
      return result
    } failing: { _, _ in
      IOFailure.truncate
    }
  }

  // MARK: Syncing

  func sync() -> Int32 {
    disk.call(DiskCall(.sync, path)) { content in
      let directory = self.syncsDirectory ? DiskEvent.directory(of: self.path) : nil
      self.syncsDirectory = false
      self.disk.note(.synced(file: self.number, directory: directory), in: &content)
      content.caches[self.number]?.unsynced.removeAll(keepingCapacity: true)
      return SQLITE_OK
    } failing: { content, refusal in
      switch refusal {
      case .dead: return IOFailure.sync
      case .fault(.syncLies): return SQLITE_OK
      case .fault(.io), .fault(.full), .fault(.shortWrite), .fault(.syncFails):
        self.disk.note(.syncFailed(file: self.number, seed: content.dice.next()), in: &content)
        // The pages are clean now, as far as the kernel knows.
        if let cache = content.caches[self.number] {
          content.caches[self.number] = PageCache(unsynced: [], lost: cache.lost.union(cache.unsynced))
        }
        return IOFailure.sync
      }
    }
  }

  private func methods(of real: UnsafeMutablePointer<sqlite3_file>) -> sqlite3_io_methods {
    guard let methods = real.pointee.pMethods else { preconditionFailure("the file \(path) is closed") }
    return methods.pointee
  }
}

/// What the kernel knows of a file, by the numbers of its sectors of 512 bytes.
struct PageCache: Sendable {
  /// Written since the last sync.
  var unsynced: Set<Int> = []
  /// Lost by a failed sync, and taken for clean: only another write of the sector saves it.
  var lost: Set<Int> = []
}
