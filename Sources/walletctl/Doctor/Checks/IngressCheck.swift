/// The socket for what providers send, where there is one beside the control socket.
struct IngressCheck: DoctorCheck {
  let name = "ingress"

  func examine(_ patient: Patient) -> [DoctorFinding] {
    let path = Files.parent(of: patient.socketPath) + "/ingress.sock"
    switch SocketAccess(path).state {
    case .missing: return [skipped("there is no ingress socket beside the control socket")]
    case .closedFolder(let folder): return [skipped("\(People.me) may not enter \(folder)")]
    case .notASocket: return [fail("\(path) is no socket", "Move it away, then restart the daemon.")]
    case .socket(let mode, let owner, let group, let isOpen):
      let who = "\(owner):\(group) 0\(String(mode, radix: 8))"
      guard isOpen else { return [skipped("\(People.me) may not open \(path) (\(who)); the reverse proxy's user must")] }
      guard SocketPeer(path: path) != nil else {
        return [
          fail("nobody listens at \(path)", "Restart the daemon: what providers send is lost to it meanwhile, until they retry.")
        ]
      }
      return [ok("\(path) answers (\(who))")]
    }
  }
}
