import Glibc
import JSON
import Sodium
import WalletClient

/// A change whose answer holds a secret. The file it goes into is made first (what cannot be kept is not asked for), and the secret is taken
/// out of the answer before anybody else sees it.
enum SecretAct {
  static func start(_ ask: Ask, into path: String, _ connector: Connector, _ mailbox: Mailbox) {
    QuietThread.start("act") {
      let result = run(ask, into: path, connector)
      mailbox.put(.answer(Answer(slot: ask.slot, number: ask.number, results: [result], at: Clock.now())))
    }
  }

  private static func run(_ ask: Ask, into path: String, _ connector: Connector) -> Answered {
    guard let request = ask.requests.first else { preconditionFailure("a change is one request") }
    do throws(CommandFailure) {
      let file = try SecretFile.create(path)
      defer { close(file) }
      let answered = connector.answer(request, tenant: ask.tenant, on: connector.connect())
      guard case .json(.object(var members), let isReplay) = answered else {
        unlink(path)
        return answered
      }
      guard let secret = members["secret"]?.stringValue else {
        unlink(path)
        return .trouble(
          Trouble(
            "The key was made by an earlier try, and its secret is lost.", todo: "Rotate the new key, which is in the list."))
      }
      members["secret"] = nil
      let bytes = SecretBytes(copying: Array(secret.utf8))
      try bytes.withBytes { bytes throws(CommandFailure) in try SecretFile.write(bytes, file, path) }
      return .json(.object(members), isReplay: isReplay)
    } catch {
      return .trouble(Trouble(Plain.text(error.message), todo: error.hints.joined(separator: " ")))
    }
  }
}
