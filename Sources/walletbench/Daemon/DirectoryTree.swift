import Glibc

/// A directory and all below it.
enum DirectoryTree {
  /// Bytes of all files; a file that goes away meanwhile counts as nothing.
  static func bytes(_ path: String) -> Int {
    var status = stat()
    guard lstat(path, &status) == 0 else { return 0 }
    guard status.st_mode & S_IFMT == S_IFDIR else { return status.st_size }
    return names(path).reduce(0) { $0 + bytes(path + "/" + $1) }
  }

  /// Removes all of it; symbolic links are removed, not followed.
  static func remove(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      unlink(path)
      return
    }
    for name in names(path) { remove(path + "/" + name) }
    rmdir(path)
  }

  /// The type of the file system that holds a directory, as `mount` shows it.
  static func fileSystem(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return "unknown" }
    defer { free(resolved) }
    let whole = String(cString: resolved) + "/"
    var best = (length: -1, type: "unknown")
    for line in (TextFile.read("/proc/self/mounts") ?? "").split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count > 2 else { continue }
      let point = fields[1].last == "/" ? String(fields[1]) : fields[1] + "/"
      if whole.hasPrefix(point), point.utf8.count >= best.length { best = (point.utf8.count, String(fields[2])) }
    }
    return best.type
  }

  private static func names(_ path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
