import Foundation
import Threads

/// Runs a body on a thread whose mounts nobody else sees, and which are gone with the last process that could see them.
///
/// However a test ends, by a failure, control-C or kill -9, the kernel unmounts what it mounted and frees the loop devices. Children
/// that the body starts see the mounts too; other threads of this process do not, so files below a mount are only touched in the body.
enum PrivateMounts {
  static func run<R: Sendable>(_ body: @escaping @Sendable () throws -> R) throws -> R {
    let outcome = Monitor<Result<R, any Error>?>(nil)
    let thread = Thread.start("mounts") {
      let result = Result { () throws -> R in
        try separate()
        return try body()
      }
      outcome.withLock { $0 = result }
    }
    thread.join()
    guard let result = outcome.withLock({ $0 }) else { throw RigFailure("a thread that ended has an outcome") }
    return try result.get()
  }

  private static func separate() throws {
    // Glibc declares it only under _GNU_SOURCE, which Swift's view of it does not have.
    guard let symbol = dlsym(nil, "unshare") else { throw RigFailure("no unshare(2)") }
    let unshare = unsafeBitCast(symbol, to: (@convention(c) (Int32) -> Int32).self)
    let newMounts: Int32 = 0x0002_0000
    guard unshare(newMounts) == 0 else { throw RigFailure("no mounts of one's own: \(String(cString: strerror(errno)))") }
    try System.run("mount", "--make-rprivate", "/")
  }
}

/// Programs of the system that the rig needs.
enum System {
  /// Throws what the program says unless it succeeds.
  static func run(_ name: String, _ arguments: String...) throws {
    guard let program = path(of: name) else { throw RigFailure("there is no \(name)") }
    let run = try Run([program] + arguments)
    guard run.end == .exited(0) else {
      throw RigFailure("\(name) \(arguments.joined(separator: " ")) failed: \(run.output.suffix(500))")
    }
  }

  static func path(of name: String) -> String? {
    ["/usr/sbin/", "/sbin/", "/usr/bin/", "/bin/"].map { $0 + name }.first { access($0, X_OK) == 0 }
  }
}
