import Glibc

/// The data directory: the daemon's alone.
struct DataCheck: DoctorCheck {
  let name = "data"

  func examine(_ patient: Patient) -> [DoctorFinding] {
    let path = patient.dataPath
    var status = stat()
    guard stat(path, &status) == 0 else {
      let reason = String(cString: strerror(errno))
      guard errno == ENOENT, patient.isDataNamed else {
        return [skipped("\(path): \(reason)", "Name the daemon's data directory with --data, and look as a user who may.")]
      }
      return [fail("there is no directory \(path)", "The daemon makes it when its parent is there and it may write to it.")]
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      return [fail("\(path) is no directory", "Name the data directory with --data.")]
    }
    let owner = People.user(status.st_uid)
    var wrong: [DoctorFinding] = []
    if status.st_mode & 0o077 != 0 {
      wrong.append(
        fail(
          "others may look into \(path) (mode 0\(String(status.st_mode & 0o777, radix: 8)))",
          "`chmod 0700 \(path)`: who can write there can rewrite the books, who can read there can copy them."))
    }
    if let daemon = patient.peer, daemon.daemon != nil, daemon.uid != status.st_uid {
      wrong.append(
        warn(
          "\(path) belongs to \(owner), the daemon runs as \(People.user(daemon.uid))",
          "If it is that daemon's: `chown -R \(People.user(daemon.uid)): \(path)` while it is stopped. Otherwise name its own with --data."
        ))
    }
    for file in ["signing.key", "keys/kek", "keys/kek.sealed"] {
      var key = stat()
      guard stat("\(path)/\(file)", &key) == 0, key.st_mode & 0o077 != 0 else { continue }
      wrong.append(
        fail(
          "others may read \(path)/\(file) (mode 0\(String(key.st_mode & 0o777, radix: 8)))",
          "`chmod 0600 \(path)/\(file)`, and go over to a new key: it may have been copied."))
    }
    return wrong.isEmpty ? [ok("\(path) is \(owner)'s alone")] : wrong
  }
}
