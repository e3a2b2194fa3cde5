import Glibc

/// The note that a tenant has a vault: an empty file, `has-vault`, beside its `vault.db`.
///
/// It is made when the vault has its name and before anything is answered from it. So whoever finds the note and no vault knows that one
/// was lost; and a vault without a note (a kill in between, or one that was put back) gets it when it is opened.
enum VaultMark {
  static func path(beside vault: String) -> String { Directory.parent(of: vault) + "/has-vault" }

  static func isThere(beside vault: String) -> Bool { Directory.exists(path(beside: vault)) }

  /// Returns when the note is durable.
  static func put(beside vault: String) throws(FileError) {
    let mark = path(beside: vault)
    guard !Directory.exists(mark) else { return }
    let file = open(mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw FileError("create", mark) }
    close(file)
    do { try FileSync.sync(mark) } catch {
      // One that may not be durable must not look as if it were.
      Directory.removeFile(mark)
      throw error
    }
  }
}
