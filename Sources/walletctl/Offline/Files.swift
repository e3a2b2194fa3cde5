import Glibc

/// Files and directories, as far as backups need them.
enum Files {
  /// Where temporary files go when nobody says otherwise.
  static let temporary = P_tmpdir

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Throws where nobody can tell, such as for want of permission; false where nothing is, or something else.
  static func holdsDirectory(_ path: String) throws(CommandFailure) -> Bool {
    var status = stat()
    if stat(path, &status) == 0 { return status.st_mode & S_IFMT == S_IFDIR }
    guard errno == ENOENT || errno == ENOTDIR else { throw failure("read", path) }
    return false
  }

  static func isRegular(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The names in a directory, sorted, without `.` and `..`.
  static func names(in directory: String) throws(CommandFailure) -> [String] {
    guard let stream = opendir(directory) else { throw failure("read", directory) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The path from the root, without empty parts, `.` and `..`; names only, links are not followed.
  static func absolute(_ path: String) throws(CommandFailure) -> String {
    var whole = path
    if path.unicodeScalars.first != "/" {
      guard let directory = getcwd(nil, 0) else { throw failure("find", ".") }
      defer { free(directory) }
      whole = String(cString: directory) + "/" + path
    }
    // By scalars: in a Character a slash may hide behind an accent that follows it.
    var parts: [String] = []
    for part in whole.unicodeScalars.split(separator: "/").map({ String($0) }) where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  static func parent(of path: String) -> String {
    var trimmed = path.unicodeScalars[...]
    if trimmed.count > 1, trimmed.last == "/" { trimmed.removeLast() }
    guard let slash = trimmed.lastIndex(of: "/") else { return "." }
    return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
  }

  /// Makes a directory that only its owner may enter.
  static func makeDirectory(_ path: String) throws(CommandFailure) {
    guard mkdir(path, 0o700) == 0 else { throw failure("create", path) }
  }

  /// Bytes of a file; 0 where there is none.
  static func size(_ path: String) -> Int64 {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : 0
  }

  /// Copies a file to where nothing is yet, and waits until the copy is on the disk. `told` hears of each piece.
  static func copy(_ source: String, to target: String, told: (Int) -> Void = { _ in }) throws(CommandFailure) {
    let input = open(source, O_RDONLY | O_CLOEXEC)
    guard input >= 0 else { throw failure("read", source) }
    defer { close(input) }
    let output = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard output >= 0 else { throw failure("create", target) }
    defer { close(output) }
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      try Interruption.check()
      let count = read(input, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure("read", source) }
      if count == 0 { break }
      var written = 0
      while written < count {
        let step = piece.withUnsafeBytes { Glibc.write(output, $0.baseAddress?.advanced(by: written), count - written) }
        if step < 0, errno == EINTR { continue }
        guard step > 0 else { throw failure("write", target) }
        written += step
      }
      told(count)
    }
    guard fsync(output) == 0 else { throw failure("sync", target) }
  }

  /// Writes a new file and waits until it is on the disk.
  static func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
    let output = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard output >= 0 else { throw failure("create", path) }
    defer { close(output) }
    var written = 0
    while written < bytes.count {
      let step = bytes.withUnsafeBytes { Glibc.write(output, $0.baseAddress?.advanced(by: written), bytes.count - written) }
      if step < 0, errno == EINTR { continue }
      guard step > 0 else { throw failure("write", path) }
      written += step
    }
    guard fsync(output) == 0 else { throw failure("sync", path) }
  }

  /// Waits until the names in a directory are on the disk.
  static func syncDirectory(_ path: String) throws(CommandFailure) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("open", path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure("sync", path) }
  }

  static func rename(_ path: String, to name: String) throws(CommandFailure) {
    guard Glibc.rename(path, name) == 0 else { throw failure("rename", path) }
  }

  /// Removes a directory of ours and all in it, without following links. What cannot be removed stays.
  static func removeTree(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      unlink(path)
      return
    }
    var children: [String] = []
    do { children = try names(in: path) } catch { return }
    for name in children { removeTree(path + "/" + name) }
    rmdir(path)
  }

  static func failure(_ verb: String, _ path: String) -> CommandFailure {
    let code = errno
    let exit: ExitCode = code == ENOENT ? .notFound : code == EACCES || code == EPERM ? .denied : .error
    return CommandFailure(exit, "cannot \(verb) \(path): \(String(cString: strerror(code)))")
  }
}
