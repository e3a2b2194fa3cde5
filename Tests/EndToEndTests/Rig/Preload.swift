import Foundation

/// A few lines of C that are put between the daemon and the system: a disk that lies, a clock that jumps.
///
/// The daemon stays the program that is shipped; only what it calls is another.
struct Preload: Sendable {
  /// What a child's environment must have.
  let environment: [String: String]
  // Keeps the object on the disk.
  private let folder: Folder

  /// Compiles `Tests/preload/{name}.c`.
  init(_ name: String, _ settings: [String: String] = [:]) throws {
    folder = try Folder()
    let object = folder.file(name + ".so")
    let source = "\(Program.repository)/Tests/preload/\(name).c"
    let run = try Run(["/usr/bin/gcc", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", object, source])
    guard run.end == .exited(0) else { throw RigFailure("\(source) does not compile:\n\(run.output)") }
    // Behind what stands in front of this process already: a sanitizer's own.
    let others = ProcessInfo.processInfo.environment["LD_PRELOAD"].map { [$0] } ?? []
    environment = settings.merging(["LD_PRELOAD": ([object] + others).joined(separator: ":")]) { $1 }
  }
}
