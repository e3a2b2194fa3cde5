import API
import Glibc
import HTTPServer
import Tenancy

/// The socket of webhooks, on a thread of its own: a burst of them keeps nobody from paying.
struct Ingress {
  private let serving: Serving
  private let path: String

  init(
    _ configuration: Configuration, _ directory: any TenantDirectory, _ providers: ProviderRoom, _ due: DueWorker,
    _ counts: IngressCounts, _ signals: StopSignals, _ log: StandardErrorLog
  ) throws {
    path = configuration.ingressPath ?? Ingress.beside(configuration.socketPath)
    ControlSocket.makeFolder(of: path)
    let descriptor = try SocketListener.unix(path: path, mode: configuration.ingressMode)
    let service = IngressService(
      directory: directory, providers: providers, log: log, counts: counts, wake: { due.wake() })
    var limits = configuration.http
    limits.bodyBytes = IngressService.bodyBytes
    serving = Serving(try HTTPServer(listener: descriptor, limits: limits, handler: service), signals, name: "ingress")
    log.record(.info, "taking webhooks", [("socket", path)])
  }

  func stop(grace: Duration) {
    serving.stop(grace: grace)
    unlink(path)
  }

  private static func beside(_ control: String) -> String {
    guard let slash = control.lastIndex(of: "/") else { return "ingress.sock" }
    return control[...slash] + "ingress.sock"
  }
}
