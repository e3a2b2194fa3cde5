import Sodium

/// The file an API key is in: one line, `wk_live_…` or `wk_test_…`.
enum APIKeyFile {
  private static let length = 8 + 44

  /// The key as it is sent. Throws without repeating anything of what the file holds.
  static func read(_ path: String) throws(CommandFailure) -> [UInt8] {
    guard !path.hasPrefix("wk_") else {
      throw CommandFailure(
        .usage, "--key-file and WALLETD_KEY_FILE name a file; this is a key itself, which others can see there: it is not used",
        hints: ["Put it into a file of mode 0600, and rotate it: others may have seen it (`walletctl key rotate`)."])
    }
    let content = try SecretFile.read(path, limit: 256)
    guard content.withBytes(isKey) else {
      throw .usage("\(path) does not hold an API key: that is one line of \(length) characters, wk_live_… or wk_test_…")
    }
    return content.withBytes { Array($0) }
  }

  private static func isKey(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let isPrefixed = ["wk_live_", "wk_test_"].contains { bytes.starts(with: $0.utf8) }
    return bytes.count == length && isPrefixed
      && bytes.dropFirst(8).allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
  }
}
