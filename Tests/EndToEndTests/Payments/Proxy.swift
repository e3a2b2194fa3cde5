import Foundation

/// Debian's nginx with the server block of the sample (`etc/nginx-webhooks.conf`), but for its name and certificate: on a port of this
/// machine, with a folder of its own for all that it writes.
final class Proxy {
  static let program = "/usr/sbin/nginx"
  let port: UInt16
  private let child: Child

  /// Why there is none here; nil where there is.
  static var obstacle: String? { access(program, X_OK) == 0 ? nil : "nginx is not installed" }

  init(in folder: Folder, to ingress: String) throws {
    let sample = try String(contentsOfFile: Program.repository + "/etc/nginx-webhooks.conf", encoding: .utf8)
    port = try Proxy.freePort()
    let block = try Proxy.exchanging(
      sample,
      [
        ("unix:/run/walletd/ingress.sock;", "unix:\(ingress);"), ("listen 443 ssl;", "listen 127.0.0.1:\(port);"),
        ("  ssl_certificate /etc/letsencrypt/live/pay.example.com/fullchain.pem;\n", ""),
        ("  ssl_certificate_key /etc/letsencrypt/live/pay.example.com/privkey.pem;\n", ""),
      ])
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { kind in
      "  \(kind)_temp_path \(folder.file("nginx-" + kind));\n"
    }
    let configuration = """
      pid \(folder.file("nginx.pid"));
      events { worker_connections 64; }
      http {
        access_log off;
      \(temporary.joined())\(block)}
      """
    try configuration.write(toFile: folder.file("nginx.conf"), atomically: true, encoding: .utf8)
    child = try Child(
      [
        Proxy.program, "-p", folder.path, "-e", folder.file("nginx.error"), "-c", folder.file("nginx.conf"),
        // One process, as whoever runs the tests: it needs no rights of its own.
        "-g", "daemon off; master_process off;",
      ], environment: [:], log: folder.file("nginx.log"))
    let isThere = try Patience.wait(.seconds(10)) {
      guard child.ended() == nil else {
        let words = try String(contentsOfFile: folder.file("nginx.log"), encoding: .utf8)
        throw RigFailure("nginx ended: \(words)")
      }
      do { _ = try Connection(port: port) } catch { return false }
      return true
    }
    guard isThere else { throw RigFailure("nginx does not listen on \(port)") }
  }

  deinit {
    child.signal(SIGKILL)
    _ = child.wait()
  }

  /// A port that was free a moment ago.
  private static func freePort() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) | getsockname(descriptor, $0, &size)
      }
    }
    guard result == 0 else { throw RigFailure("no free port") }
    return UInt16(bigEndian: address.sin_port)
  }

  /// Each of these texts by another; each must be there once, so that the sample is what is tested.
  private static func exchanging(_ text: String, _ parts: [(String, String)]) throws -> String {
    try parts.reduce(text) { text, part in
      guard text.components(separatedBy: part.0).count == 2 else {
        throw RigFailure("the sample has not, or not once: \(part.0)")
      }
      return text.replacingOccurrences(of: part.0, with: part.1)
    }
  }
}
