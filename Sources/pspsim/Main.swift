import Glibc
import HTTPServer
import ProviderWorld
import Sodium

/// The simulator of payment providers. Read `World` (ProviderWorld) first: what it knows and decides; then `Service`: how that comes to a socket.
@main
enum Main {
  static func main() {
    do {
      let invocation = try Arguments.read(Array(CommandLine.arguments.dropFirst()))
      if invocation.wantsHelp { return say(Arguments.help) }
      try serve(invocation)
    } catch let error as UsageError {
      complain("\(error.sentence)\nTry 'pspsim --help'.", 2)
    } catch {
      complain("\(error)", 1)
    }
  }

  private static func serve(_ invocation: Invocation) throws {
    let listener = try SocketListener.loopback(port: invocation.port)
    let address = "http://127.0.0.1:\(listener.port)"
    let seed = invocation.settings.seed ?? Sodium.randomInteger() >> 32
    let service = Service(
      World(invocation.settings, seed: seed, address: address), clock: .system, log: Log(isVerbose: invocation.isVerbose))
    let server = try HTTPServer(listener: listener.descriptor, handler: service)
    service.start()
    say("pspsim ready at \(address), seed \(seed)")
    try server.run()
  }

  private static func say(_ text: String) {
    let bytes = Array((text + "\n").utf8)
    _ = write(STDOUT_FILENO, bytes, bytes.count)
  }

  private static func complain(_ text: String, _ code: Int32) {
    let bytes = Array("pspsim: \(text)\n".utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
    exit(code)
  }
}
