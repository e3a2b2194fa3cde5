import CLinux
import Glibc

/// The process that listens on a socket, as the kernel names it. Under socket activation that is the service manager.
struct SocketPeer {
  let pid: pid_t
  let uid: uid_t

  init?(path: String) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let fits = withUnsafeMutableBytes(of: &address.sun_path) { buffer in
      guard bytes.count < buffer.count else { return false }
      buffer.copyBytes(from: bytes)
      return true
    }
    let descriptor = linux_unix_stream_socket()
    guard fits, descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    var peer = linux_peer()
    guard connected == 0, linux_peer_credentials(descriptor, &peer) == 0 else { return nil }
    (pid, uid) = (peer.pid, peer.uid)
  }

  /// What the kernel shows of the daemon itself; nil where the listener is another program, or /proc hides it.
  var daemon: String? {
    let folder = "/proc/\(pid)"
    return ProcFile.text(folder + "/comm")?.hasPrefix("walletd") == true ? folder : nil
  }
}

/// Files of /proc, small and without a size.
enum ProcFile {
  static func text(_ path: String) -> String? {
    do { return String(decoding: try InputFile.bytes(path), as: UTF8.self) } catch { return nil }
  }
}
