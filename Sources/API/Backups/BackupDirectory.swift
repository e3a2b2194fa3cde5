import Glibc
import LedgerCore
import WalletAPI

/// A place on the daemon's machine that becomes a backup: made by us, readable by nobody else.
///
/// It grows under the name `….partial` and is renamed when all of it is on the disk, so that what has the right name is whole.
/// `backup.json` is written last, `backup.key` beside it: the idempotency key the backup was made under, and what it
/// was to copy.
struct BackupDirectory: Sendable {
  let path: String
  /// What was made so far, to be taken away again when the rest fails.
  private var made: [String] = []

  private var partial: String { path + ".partial" }

  /// Throws unless the path is absolute and plain.
  init(_ path: String) throws(Problem) {
    // By bytes, as the file system sees it: to Swift a slash with an accent on it is another character.
    let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
    guard path.utf8.first == UInt8(ascii: "/"), !parts.isEmpty,
      parts.allSatisfy({ !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8) })
    else {
      throw Problem(
        .directoryUnusable, "The directory is an absolute path without empty parts, '.' and '..'.", param: "directory")
    }
    self.path = path
  }

  /// Throws if the directory would be made inside `data`, the daemon's own, wherever links lead: a backup there is lost with what it
  /// is to save. A parent that cannot be found is `create`'s to tell.
  func requireOutside(_ data: String) throws(Problem) {
    guard let data = resolved(data) else { throw failure("find", data) }
    guard let parent = resolved(parent(of: path)), (parent + "/").utf8.starts(with: (data + "/").utf8) else { return }
    throw Problem(
      .directoryUnusable,
      "'\(path)' is inside the daemon's data directory '\(data)', with which it would be lost; name a directory elsewhere.",
      param: "directory")
  }

  /// The manifest of the backup that is here already, if it was made under the same stamp; nil when nothing is here. Throws when
  /// something else is.
  func manifest(stamp: String) throws(Problem) -> [UInt8]? {
    guard access(path, F_OK) == 0 else { return nil }
    guard let found = read(path + "/backup.key"), found == Array(stamp.utf8), let manifest = read(path + "/backup.json")
    else {
      throw Problem(
        .backupExists, "Something is at '\(path)' already; name a directory that does not exist yet.", param: "directory")
    }
    return manifest
  }

  /// Makes the unfinished directory.
  ///
  /// One that is there already is left alone: it may be growing right now, under another request.
  mutating func create() throws(Problem) {
    var status = stat()
    guard lstat(partial, &status) != 0 else {
      throw Problem(
        .backupExists,
        "'\(partial)' is there already: a backup to this directory is being made right now, or one was cut off when its daemon "
          + "stopped. If none is being made, delete it and ask again.", param: "directory")
    }
    try makeFolder(partial)
    try makeFolder(partial + "/tenants")
  }

  /// Where a file goes that somebody else writes. Its folder is there already.
  mutating func file(_ name: String) -> String {
    let file = partial + "/" + name
    made.append(file)
    return file
  }

  mutating func makeFolder(of tenant: TenantID) throws(Problem) -> String {
    let folder = "tenants/" + tenant.text
    try makeFolder(partial + "/" + folder)
    return folder
  }

  mutating func finish(_ manifest: [UInt8], stamp: String) throws(Problem) {
    try write(Array(stamp.utf8), to: "backup.key")
    try write(manifest, to: "backup.json")
    guard rename(partial, path) == 0 else { throw failure("rename", partial) }
    try sync(parent(of: path))
  }

  /// Takes away what was made. What cannot be taken away is left under its unfinished name.
  func discard() {
    for entry in made.reversed() where unlink(entry) != 0 { rmdir(entry) }
  }

  /// Writes a new file and waits until it and its name are on the disk.
  mutating func write(_ bytes: [UInt8], to name: String) throws(Problem) {
    let file = file(name)
    let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("create", file) }
    defer { close(descriptor) }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written) }
      guard count > 0 else { throw failure("write", file) }
      written += count
    }
    guard fsync(descriptor) == 0 else { throw failure("sync", file) }
    try sync(parent(of: file))
  }

  private mutating func makeFolder(_ folder: String) throws(Problem) {
    guard mkdir(folder, 0o700) == 0 else { throw failure("create", folder) }
    made.append(folder)
    try sync(parent(of: folder))
  }

  private func sync(_ folder: String) throws(Problem) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("open", folder) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure("sync", folder) }
  }

  private func read(_ file: String) -> [UInt8]? {
    let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while bytes.count < 64 << 20 {
      let count = Glibc.read(descriptor, &piece, piece.count)
      guard count > 0 else { return count == 0 ? bytes : nil }
      bytes += piece[..<count]
    }
    return nil
  }

  private func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private func parent(of path: String) -> String {
    let parent = path.utf8.split(separator: UInt8(ascii: "/")).dropLast().joined(separator: "/".utf8)
    return "/" + String(decoding: Array(parent), as: UTF8.self)
  }

  private func failure(_ verb: String, _ file: String) -> Problem {
    let error = errno
    let reason = String(cString: strerror(error))
    let isTheirs = [ENOENT, EACCES, EPERM, ENOTDIR, EROFS, ELOOP, ENAMETOOLONG, EEXIST].contains(error)
    guard isTheirs else { return Problem(.notApplied, "The daemon could not \(verb) '\(file)': \(reason).") }
    return Problem(.directoryUnusable, "The daemon could not \(verb) '\(file)': \(reason).", param: "directory")
  }
}

extension Timestamp {
  /// The wall clock.
  static var now: Timestamp {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Timestamp(microseconds: Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000)
  }
}
