import CLinux
import Glibc

/// What a process that holds secrets does first: its memory goes into no core file, and no other process of the same user may look.
///
/// Root still may (`gcore`, `/proc/PID/mem`): what root must not find lies in `memfd_secret`, or is wiped.
enum ProcessSecrecy {
  /// False where the system refused; the daemon then runs on without.
  static func begin() -> Bool {
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    let isCoreless = setrlimit(__rlimit_resource_t(UInt32(RLIMIT_CORE.rawValue)), &none) == 0
    return linux_refuse_dumps() == 0 && isCoreless
  }
}
