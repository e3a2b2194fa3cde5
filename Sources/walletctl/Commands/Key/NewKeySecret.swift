import Glibc
import JSON
import Sodium

/// Where the secret of a new key goes: it is answered once, and kept nowhere.
///
/// To standard output alone with `--quiet`; into a file that is made before the key is, with `--secret-file`; else beneath what the key
/// is, with a word of warning.
struct NewKeySecret: ~Copyable {
  private let session: Session
  private let path: String?
  private let file: Int32
  private var isKept = false

  init(_ session: Session) throws(CommandFailure) {
    self.session = session
    path = session.invocation.value("secret-file")
    file = try path.map { path throws(CommandFailure) in try SecretFile.create(path) } ?? -1
  }

  deinit {
    if file >= 0 { close(file) }
    // Nothing is in it: no key was made.
    if !isKept, let path { unlink(path) }
  }

  /// Shows the key, and its secret where it belongs.
  mutating func show(_ answer: JSONValue) throws(CommandFailure) {
    guard case .object(var key) = answer else { throw CommandFailure(.error, "the daemon's answer is no key") }
    guard let secret = key["secret"]?.stringValue else {
      session.output.show(answer, as: KeyColumns.details)
      throw CommandFailure(
        .conflict, "this key was made before, and its secret was shown then: it is kept nowhere",
        hints: ["Where it is lost: walletctl key rotate \(answer.text(at: "id"))"])
    }
    if let path {
      isKept = true
      let bytes = SecretBytes(copying: Array(secret.utf8))
      try bytes.withBytes { bytes throws(CommandFailure) in try SecretFile.write(bytes, file, path) }
      key["secret"] = nil
      session.output.show(.object(key), as: KeyColumns.details)
      session.note("The key is in \(path), and nowhere else. To call with it: walletctl --key-file \(path) …")
      return
    }
    switch session.output.format {
    case .table where session.isQuiet: session.streams.out(secret + "\n")
    case .table:
      key["secret"] = nil
      session.output.show(.object(key), as: KeyColumns.details)
      session.streams.out("Secret      \(secret)\n")
      session.note("The secret is shown this once and kept nowhere: put it where only its program reads it.")
    case .json, .jsonl, .csv: session.output.show(answer, as: KeyColumns.details + [Column("", "secret", .text("secret"))])
    }
  }
}

extension Option {
  static let secretFile = Option.value(
    "secret-file", nil, "FILE", "write the secret there and show it nowhere; a new file, mode 0600")
}
