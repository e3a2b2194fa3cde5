import API
import Glibc
import WalletAPI

/// The daemon. What is wired to what: Composition.swift.
@main
enum Main {
  static func main() {
    let invocation: Invocation
    do throws(InvocationError) {
      invocation = try Invocation(Array(CommandLine.arguments.dropFirst()))
    } catch {
      print("walletd: \(error.sentence)\nTry 'walletd --help'.", to: STDERR_FILENO)
      exit(2)
    }
    switch invocation.action {
    case .help: print(Invocation.help, to: STDOUT_FILENO)
    case .version: print("walletd \(ProductVersion.text)", to: STDOUT_FILENO)
    case .checkConfiguration: check(invocation)
    case .serve: serve(invocation)
    }
  }

  private static func check(_ invocation: Invocation) {
    let configuration = configured(invocation)
    print("\(configuration.source): ok", to: STDOUT_FILENO)
  }

  private static func serve(_ invocation: Invocation) {
    let configuration = configured(invocation)
    let log = StandardErrorLog(level: configuration.logLevel)
    if !ProcessSecrecy.begin() { log.record(.warning, "core dumps could not be switched off", []) }
    do {
      try Composition(configuration, log: log).run()
    } catch {
      log.record(.error, "could not start", [("reason", "\(error)")])
      exit(1)
    }
  }

  private static func configured(_ invocation: Invocation) -> Configuration {
    do throws(ConfigurationError) {
      return try Configuration.load(invocation)
    } catch {
      print("walletd: \(error.sentence)", to: STDERR_FILENO)
      exit(2)
    }
  }

  private static func print(_ text: String, to descriptor: Int32) {
    let bytes = Array((text + "\n").utf8)
    _ = write(descriptor, bytes, bytes.count)
  }
}
