/// The control socket: is it there, does somebody answer on it, and who may open it.
struct SocketCheck: DoctorCheck {
  let name = "socket"

  func examine(_ patient: Patient) -> [DoctorFinding] {
    let path = patient.socketPath
    let start = "Start the daemon (`systemctl start walletd`; why it stopped: `journalctl -u walletd -e`)"
    let access = SocketAccess(path)
    switch access.state {
    case .missing:
      return [
        fail("there is no socket at \(path)", "\(start), or name its socket with --socket or WALLETD_SOCKET.", exit: .unreachable)
      ]
    case .notASocket:
      return [
        fail(
          "\(path) is no socket", "The daemon takes away no path that is not a socket: move it away, then start the daemon.",
          exit: .unreachable)
      ]
    case .closedFolder(let folder):
      return [fail("\(People.me) may not enter \(folder)", access.advice.joined(separator: " "), exit: .unreachable)]
    case .socket(let mode, let owner, let group, let isOpen):
      let who = "\(owner):\(group) 0\(String(mode, radix: 8))"
      guard isOpen else {
        return [fail("\(People.me) may not open \(path) (\(who))", access.advice.joined(separator: " "), exit: .unreachable)]
      }
      do throws(CommandFailure) {
        _ = try patient.get("/livez")
      } catch {
        return [fail("\(path) is there, and \(error.message)", "\(start).", exit: .unreachable)]
      }
      let pid = patient.peer.map { ", process \($0.pid)" } ?? ""
      guard mode & 0o002 == 0 else {
        return [
          warn(
            "everybody on this machine may open \(path) (\(who))",
            "Set socket.mode to \"0660\" in /etc/walletd/walletd.json5 and restart the daemon; who calls then is still asked for."
          )
        ]
      }
      return [ok("\(path) answers (\(who)\(pid))")]
    }
  }
}
