import CSQLite
import Glibc
import Synchronization

/// SQLite's default file system of this process, once there has been a `LyingDisk`: files below the directory of one go through
/// `LyingFile`, all others straight to the file system that was the default before.
enum LyingVFS {
  private struct Listed {
    weak var disk: LyingDisk?
  }

  private static let disks = Mutex<[String: Listed]>([:])

  /// The file system of SQLite itself. Never changes once it is there; SQLite never frees it.
  nonisolated(unsafe) static let real: UnsafeMutablePointer<sqlite3_vfs> = {
    guard let found = sqlite3_vfs_find(nil) else { preconditionFailure("SQLite has no file system") }
    return found
  }()

  /// Ours, registered when it is first asked for.
  nonisolated(unsafe) private static let ours: UnsafeMutablePointer<sqlite3_vfs> = {
    let vfs = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
    vfs.initialize(to: real.pointee)
    vfs.pointee.szOsFile = Int32(LyingFile.realOffset) + real.pointee.szOsFile
    vfs.pointee.zName = UnsafePointer(strdup("lying"))
    vfs.pointee.pNext = nil
    vfs.pointee.xOpen = { _, name, file, flags, outFlags in LyingVFS.open(name, file, flags, outFlags) }
    vfs.pointee.xDelete = { _, name, syncsDirectory in LyingVFS.delete(name, syncsDirectory != 0) }
    vfs.pointee.xAccess = { _, name, flags, answer in LyingVFS.access(name, flags, answer) }
    let result = sqlite3_vfs_register(vfs, 1)
    precondition(result == SQLITE_OK, "SQLite refused the file system: \(result)")
    return vfs
  }()

  static func register(_ disk: LyingDisk) {
    _ = ours
    disks.withLock { $0[disk.directory] = Listed(disk: disk) }
  }

  static func forget(_ directory: String) {
    _ = disks.withLock { $0.removeValue(forKey: directory) }
  }

  /// The disk a path is on, and the path there.
  private static func find(_ name: UnsafePointer<CChar>?) -> (disk: LyingDisk, path: String)? {
    guard let name else { return nil }
    let path = String(cString: name)
    let listed = disks.withLock { $0.values.compactMap(\.disk) }
    for disk in listed { if let relative = disk.relative(path) { return (disk, relative) } }
    return nil
  }

  private static func open(
    _ name: UnsafePointer<CChar>?, _ file: UnsafeMutablePointer<sqlite3_file>?, _ flags: Int32,
    _ outFlags: UnsafeMutablePointer<Int32>?
  ) -> Int32 {
    guard let file else { return SQLITE_CANTOPEN }
    guard let name, let (disk, path) = find(name) else { return real.pointee.xOpen(real, name, file, flags, outFlags) }
    file.pointee.pMethods = nil
    var before = stat()
    let isThere = stat(name, &before) == 0
    let making = !isThere && flags & SQLITE_OPEN_CREATE != 0
    return disk.call(DiskCall(.open, path), making: making) { content in
      let place = LyingFile.realFile(in: file)
      let result = real.pointee.xOpen(real, name, place, flags, outFlags)
      guard result == SQLITE_OK else { return result }
      var information = stat()
      guard stat(name, &information) == 0 else {
        _ = place.pointee.pMethods?.pointee.xClose(place)
        return SQLITE_CANTOPEN
      }
      let identity = (device: UInt(information.st_dev), inode: UInt(information.st_ino))
      let number: Int
      if let known = content.files[path], isThere, known.device == identity.device, known.inode == identity.inode {
        number = known.file
      } else {
        number = content.nextFile
        content.nextFile += 1
        content.files[path] = LyingDisk.OpenedFile(device: identity.device, inode: identity.inode, file: number)
        disk.note(
          isThere
            ? .found(path: path, file: number, contents: LyingFile.contents(of: place)) : .made(path: path, file: number),
          in: &content)
      }
      let isLog = flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL) != 0
      LyingFile(disk, path, file: number, syncsDirectory: isLog && flags & SQLITE_OPEN_CREATE != 0).install(in: file)
      return SQLITE_OK
    } failing: { _, _ in
      SQLITE_CANTOPEN
    }
  }

  private static func delete(_ name: UnsafePointer<CChar>?, _ syncsDirectory: Bool) -> Int32 {
    guard let (disk, path) = find(name) else { return real.pointee.xDelete(real, name, syncsDirectory ? 1 : 0) }
    return disk.call(DiskCall(.delete, path)) { content in
      let result = real.pointee.xDelete(real, name, 0)
      guard result == SQLITE_OK else { return result }
      content.files[path] = LyingDisk.OpenedFile(device: 0, inode: 0, file: 0)
      disk.note(.deleted(path: path, directory: syncsDirectory ? DiskEvent.directory(of: path) : nil), in: &content)
      return result
    } failing: { _, _ in
      IOFailure.delete
    }
  }

  private static func access(_ name: UnsafePointer<CChar>?, _ flags: Int32, _ answer: UnsafeMutablePointer<Int32>?) -> Int32 {
    guard let (disk, path) = find(name) else { return real.pointee.xAccess(real, name, flags, answer) }
    return disk.call(DiskCall(.access, path)) { _ in
      real.pointee.xAccess(real, name, flags, answer)
    } failing: { _, _ in
      IOFailure.access
    }
  }
}
