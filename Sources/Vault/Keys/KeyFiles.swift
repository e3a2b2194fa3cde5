import Glibc
import Sodium

/// Where the key-encryption key comes from.
///
///     $CREDENTIALS_DIRECTORY/walletd-kek       from systemd; walletd-kek.old beside it while a rotation is under way
///     DATA/keys/kek                            0600; kek.old beside it while a rotation is under way
///     DATA/keys/kek.sealed                     under a passphrase; kek.sealed.old
///     DATA/keys/kek.id                         the ids of the keys that vaults are sealed under: a wrong key is refused at start
struct KeyFiles: Sendable {
  let folder: String
  let credentials: String?

  enum Place: Equatable {
    case credential(String)
    case file(String)
    case sealed(String)

    var path: String {
      switch self {
      case .credential(let path), .file(let path), .sealed(let path): path
      }
    }
  }

  var plain: String { folder + "/kek" }
  var sealed: String { folder + "/kek.sealed" }
  private var ids: String { folder + "/kek.id" }

  /// Nil where there is no key. There must not be two.
  func place() throws(KeyFailure) -> Place? {
    var found: [Place] = []
    if let path = credentials.map({ $0 + "/walletd-kek" }), SecretFile.exists(path) { found.append(.credential(path)) }
    if SecretFile.exists(plain) { found.append(.file(plain)) }
    if SecretFile.exists(sealed) { found.append(.sealed(sealed)) }
    guard found.count < 2 else { throw .several(found.map(\.path)) }
    return found.first
  }

  /// What can be had without a passphrase.
  func read() throws(KeyFailure) -> KeyRing.Contents {
    guard let place = try place() else {
      if let expected = try expected(), !expected.isEmpty { throw .wrongKey(path: folder, expected: expected, given: []) }
      return KeyRing.Contents(state: .absent)
    }
    switch place {
    case .credential(let path): return try accepted(try key(path, .credential), try key(path + ".old", .credential), at: path)
    case .file(let path): return try accepted(try key(path, .own), try key(path + ".old", .own), at: path)
    case .sealed(let path):
      _ = try sealedText(path)
      return KeyRing.Contents(state: .sealed)
    }
  }

  func unsealed(_ path: String, passphrase: borrowing SecretBytes) throws(KeyFailure) -> KeyRing.Contents {
    guard let current = try sealedText(path) else { throw .absent }
    let key = try current.open(passphrase)
    return try accepted(key, try sealedText(path + ".old")?.open(passphrase), at: path)
  }

  private func key(_ path: String, _ rule: SecretFile.Rule) throws(KeyFailure) -> MasterKey? {
    guard let content = try SecretFile.read(path, rule, limit: 128) else { return nil }
    guard let secret = KeyEncoding.parse(content) else { throw .notAKey(path: path) }
    return MasterKey(secret)
  }

  private func sealedText(_ path: String) throws(KeyFailure) -> SealedKeyText? {
    guard let content = try SecretFile.read(path, .own, limit: 4096) else { return nil }
    guard let text = SealedKeyText(content) else { throw .notAKey(path: path) }
    return text
  }

  /// The contents of a ring with these keys, if vaults here are sealed under no other.
  private func accepted(_ current: MasterKey?, _ previous: MasterKey?, at path: String) throws(KeyFailure) -> KeyRing.Contents {
    guard let current else { throw .absent }
    let previous = previous?.id == current.id ? nil : previous
    let given = [current.id] + (previous.map { [$0.id] } ?? [])
    let expected = try expected() ?? []
    guard expected.allSatisfy(given.contains) else { throw .wrongKey(path: path, expected: expected, given: given) }
    // The first start with this key, or the first one of a rotation.
    let wanted = expected.isEmpty ? [current.id] : expected.contains(current.id) ? expected : [current.id] + expected
    if wanted != expected { try expect(wanted) }
    let isRotating = wanted.count > 1
    // The rotation was done, and cut off before its last step.
    if !isRotating { try destroyFormer() }
    return KeyRing.Contents(state: .unsealed(current.id), current: current, previous: isRotating ? previous : nil)
  }

  // MARK: Which keys vaults are sealed under

  func expected() throws(KeyFailure) -> [MasterKeyID]? {
    guard let content = try SecretFile.read(ids, .own, limit: 256) else { return nil }
    let lines = content.withBytes { String(decoding: $0, as: UTF8.self) }.split(separator: "\n")
    let found = lines.compactMap { MasterKeyID($0) }
    guard found.count == lines.count, !found.isEmpty else { throw .notAKey(path: ids) }
    return found
  }

  func expect(_ keys: [MasterKeyID]) throws(KeyFailure) {
    let text = keys.map { "\($0)\n" }.joined()
    try makeFolder()
    try SecretFile.makeNext(ids, SecretBytes(copying: Array(text.utf8)))
    try SecretFile.adoptNext(ids)
  }

  func makeFolder() throws(KeyFailure) {
    if mkdir(folder, 0o700) != 0, errno != EEXIST { throw SecretFile.failure("create", folder) }
  }
}
