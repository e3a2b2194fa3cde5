import Glibc

/// Folders of a run, copied and taken away whole.
enum Folder {
  /// A new folder, in memory where the machine has such a place.
  static func temporary() throws -> String {
    let parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : environment("TMPDIR") ?? P_tmpdir
    var template = Array("\(parent)/walletsim-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FolderError("make a folder in", parent) }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  static func make(_ path: String) throws {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw FolderError("make", path) }
  }

  /// What a crash leaves: all files, without what lives in memory only.
  static func copy(_ source: String, to target: String) throws {
    try make(target)
    for name in try names(in: source) where !name.hasSuffix("-shm") {
      let (from, to) = (source + "/" + name, target + "/" + name)
      if isFolder(from) { try copy(from, to: to) } else { try copyFile(from, to: to) }
    }
  }

  static func remove(_ path: String) throws {
    guard isFolder(path) else {
      guard unlink(path) == 0 || errno == ENOENT else { throw FolderError("delete", path) }
      return
    }
    for name in try names(in: path) { try remove(path + "/" + name) }
    guard rmdir(path) == 0 else { throw FolderError("delete", path) }
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  static func copyFile(_ source: String, to target: String) throws {
    let from = open(source, O_RDONLY | O_CLOEXEC)
    guard from >= 0 else { throw FolderError("open", source) }
    defer { close(from) }
    let to = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard to >= 0 else { throw FolderError("make", target) }
    defer { close(to) }
    while true {
      let count = sendfile(to, from, nil, 1 << 24)
      guard count >= 0 else { throw FolderError("copy", source) }
      if count == 0 { return }
    }
  }

  private static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func names(in path: String) throws -> [String] {
    guard let folder = opendir(path) else { throw FolderError("list", path) }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}

struct FolderError: Error, CustomStringConvertible {
  let description: String

  init(_ verb: String, _ path: String) { description = "cannot \(verb) \(path): \(String(cString: strerror(errno)))" }
}
