import Glibc

/// Room on the disk the data are on.
struct DiskCheck: DoctorCheck {
  let name = "disk"

  private static let mib = UInt64(1) << 20
  /// Below this it is a matter of minutes.
  private static let least = 256 * mib
  /// Below this, or below a tenth of a disk of less than 200 GiB, it is a matter of days.
  private static let little = 2_048 * mib

  func examine(_ patient: Patient) -> [DoctorFinding] {
    var disk = statvfs()
    guard statvfs(patient.dataPath, &disk) == 0 else {
      return [
        skipped(
          "the disk of \(patient.dataPath): \(String(cString: strerror(errno)))", "Name the daemon's data directory with --data.")
      ]
    }
    let unit = UInt64(disk.f_frsize)
    return [
      judge(
        patient.dataPath, free: UInt64(disk.f_bavail) * unit, all: UInt64(disk.f_blocks) * unit,
        files: (UInt64(disk.f_favail), UInt64(disk.f_files)))
    ]
  }

  /// `free`: bytes that the daemon may still take. `files`: how many may still be made, of how many (0: not counted).
  func judge(_ path: String, free: UInt64, all: UInt64, files: (free: UInt64, all: UInt64)) -> DoctorFinding {
    let percent = all > 0 ? free * 100 / all : 0
    let seen = "\(SpanText.text(bytes: free)) of \(SpanText.text(bytes: all)) free (\(percent) %) for \(path)"
    let advice = """
      Make room or enlarge the disk. When it is full, everything that changes something is refused (503) and nothing is half done; reads go \
      on, and writes by themselves as soon as there is room.
      """
    if free < DiskCheck.least { return fail(seen, advice) }
    if files.all > 0, files.free * 100 < files.all {
      return warn("only \(Count.text(Int64(clamping: files.free))) more files can be made for \(path)", advice)
    }
    let isSmall = all < 200 * 1_024 * DiskCheck.mib
    return free < DiskCheck.little || (isSmall && percent < 10) ? warn(seen, advice) : ok(seen)
  }
}
