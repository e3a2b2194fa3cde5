import Foundation
import Glibc
import HTTPClient
import Testing

/// Servers of the program openssl, with certificates that nobody but the test knows.
@Suite(.enabled(if: TLSServer.isThere, "SKIPPED: the program openssl is not installed"))
struct `A server that must prove who it is` {
  @Test func `and has a certificate that nobody vouches for is sent nothing`() throws {
    let server = try TLSServer(name: "IP:127.0.0.1")
    let client = HTTPClient()
    defer { client.close() }
    #expect(
      try client.call(HTTPCall(.post, server.url, body: [1]))
        == .notSent("the server's certificate is not believed: SSL certificate problem: self-signed certificate"))
  }

  @Test func `is answered to when its authority is configured`() throws {
    let server = try TLSServer(name: "IP:127.0.0.1")
    let client = HTTPClient(server.options)
    defer { client.close() }
    #expect(try client.call(HTTPCall(.get, server.url)).status == 200)
  }

  @Test func `and has the certificate of another is sent nothing`() throws {
    let server = try TLSServer(name: "DNS:other.test")
    let client = HTTPClient(server.options)
    defer { client.close() }
    let reason = try client.call(HTTPCall(.post, server.url, body: [1])).notSent
    #expect(reason?.hasPrefix("the server's certificate is not believed: ") == true, "\(reason ?? "")")
  }

  @Test func `and speaks only TLS 1_1 is sent nothing`() throws {
    let server = try TLSServer(name: "IP:127.0.0.1", arguments: ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"])
    let client = HTTPClient(server.options)
    defer { client.close() }
    let reason = try client.call(HTTPCall(.post, server.url, body: [1])).notSent
    #expect(reason?.hasPrefix("no TLS with the server: ") == true, "\(reason ?? "")")
  }

  @Test func `cannot, where the file of authorities is not there`() throws {
    let server = try TLSServer(name: "IP:127.0.0.1")
    var options = server.options
    options.authoritiesFile = server.folder.path + "/none.pem"
    let client = HTTPClient(options)
    defer { client.close() }
    #expect(
      try client.call(HTTPCall(.post, server.url, body: [1]))
        == .notSent("the file of authorities cannot be read: check its path and its permissions"))
  }
}

/// `openssl s_server` on a port of its own choice, and a certificate made for it.
final class TLSServer {
  static let isThere = FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")

  let folder: URL
  let port: Int
  private let process: Process

  init(name: String, arguments: [String] = []) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "walletd-test-tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let (key, certificate) = (folder.path + "/key.pem", folder.path + "/certificate.pem")
    let making = TLSServer.openssl([
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", certificate,
      "-days", "2", "-subj", "/CN=walletd test", "-addext", "subjectAltName=\(name)",
    ])
    try making.run()
    making.waitUntilExit()
    process = TLSServer.openssl(["s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key, "-www"] + arguments)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    var said = ""
    var found: Int?
    while found == nil {
      let piece = output.fileHandleForReading.availableData
      if piece.isEmpty { break }
      said += String(decoding: piece, as: UTF8.self)
      found = said.firstMatch(of: /ACCEPT [\d.]+:(\d+)\s/).flatMap { Int($0.1) }
    }
    port = try #require(found, "openssl does not listen: \(said)")
  }

  deinit {
    // Not by SIGTERM: a child of a thread that blocks it is born with it blocked.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
  }

  var url: String { "https://127.0.0.1:\(port)/" }

  /// With this server's certificate as the only authority.
  var options: HTTPClientOptions {
    var options = HTTPClientOptions()
    options.authoritiesFile = folder.path + "/certificate.pem"
    return options
  }

  private static func openssl(_ arguments: [String]) -> Process {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/openssl")
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    return process
  }
}
