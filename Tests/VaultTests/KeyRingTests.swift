import Foundation
import Testing

@testable import LedgerCore
@testable import Sodium
@testable import Vault

/// A data directory's `keys`, and systemd's credentials beside it.
final class KeyFolder {
  let path = NSTemporaryDirectory() + "walletd-keys-\(UUID().uuidString)"
  var keys: String { path + "/keys" }
  var credentials: String { path + "/credentials" }
  /// The least that Argon2id does, for tests.
  let cheap = PassphraseKey(salt: [UInt8](repeating: 5, count: 16), operations: 1, memory: 8 << 10)

  init() throws {
    try FileManager.default.createDirectory(atPath: path + "/credentials", withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func ring() throws -> KeyRing { try KeyRing(folder: keys, credentials: credentials) }

  func put(_ key: [UInt8], _ path: String, mode: mode_t = 0o600) throws {
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(key).write(to: URL(filePath: path))
    #expect(chmod(path, mode) == 0)
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: keys + "/" + name) }
  func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: keys + "/" + name))) }
}

private func secret(_ text: String) -> SecretBytes { SecretBytes(copying: Array(text.utf8)) }
private let passphrase = "correct horse battery staple"

@Suite struct `The key ring` {
  @Test func `is absent without a key, and unsealed with a new one that a restart finds again`() throws {
    let folder = try KeyFolder()
    #expect(try folder.ring().state == .absent)
    let id = try folder.ring().initialise()
    #expect(try folder.ring().state == .unsealed(id))
    #expect(try folder.bytes("kek").count == 32)
    #expect(throws: KeyFailure.exists(path: folder.keys + "/kek")) { try folder.ring().initialise() }
  }

  @Test func `takes a key as bytes or as a line of digits`() throws {
    let folder = try KeyFolder()
    try folder.put([UInt8](repeating: 0xab, count: 32), folder.credentials + "/walletd-kek", mode: 0o440)
    let state = try folder.ring().state
    for text in [String(repeating: "ab", count: 32), String(repeating: "AB", count: 32) + "\n"] {
      try folder.put(Array(text.utf8), folder.credentials + "/walletd-kek")
      #expect(try folder.ring().state == state)
    }
  }

  @Test(arguments: [0, 31, 33, 63, 66, 200]) func `refuses what is no key`(length: Int) throws {
    let folder = try KeyFolder()
    try folder.put([UInt8](repeating: 0x7a, count: length), folder.keys + "/kek")
    #expect(throws: KeyFailure.notAKey(path: folder.keys + "/kek")) { try folder.ring() }
  }

  @Test(arguments: [0o640, 0o604, 0o620, 0o660, 0o777] as [mode_t]) func `refuses a key that others can use`(mode: mode_t) throws
  {
    let folder = try KeyFolder()
    try folder.put([UInt8](repeating: 1, count: 32), folder.keys + "/kek", mode: mode)
    #expect(throws: KeyFailure.readableByOthers(path: folder.keys + "/kek")) { try folder.ring() }
  }

  @Test func `refuses a key of another owner, and one that is a link`() throws {
    let folder = try KeyFolder()
    let path = folder.keys + "/kek"
    try folder.put([UInt8](repeating: 1, count: 32), path)
    if geteuid() == 0 {
      #expect(chown(path, 12_345, 12_345) == 0)
      #expect(throws: KeyFailure.foreignOwner(path: path, owner: 12_345, expected: 0)) { try folder.ring() }
    }
    try FileManager.default.removeItem(atPath: path)
    try folder.put([UInt8](repeating: 1, count: 32), folder.path + "/elsewhere")
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: folder.path + "/elsewhere")
    #expect(throws: KeyFailure.self) { try folder.ring() }
  }

  @Test func `refuses a wrong key, naming the one expected and the one given`() throws {
    let folder = try KeyFolder()
    let expected = try folder.ring().initialise()
    try folder.put([UInt8](repeating: 1, count: 32), folder.keys + "/kek")
    let given = MasterKey(SecretBytes(copying: [UInt8](repeating: 1, count: 32))).id
    let failure = KeyFailure.wrongKey(path: folder.keys + "/kek", expected: [expected], given: [given])
    #expect(throws: failure) { try folder.ring() }
    #expect(failure.description.contains("\(expected)") && failure.description.contains("\(given)"))
    try FileManager.default.removeItem(atPath: folder.keys + "/kek")
    #expect(throws: KeyFailure.wrongKey(path: folder.keys, expected: [expected], given: [])) { try folder.ring() }
  }

  @Test func `refuses two keys`() throws {
    let folder = try KeyFolder()
    _ = try folder.ring().initialise()
    try folder.put([UInt8](repeating: 1, count: 32), folder.credentials + "/walletd-kek")
    #expect(throws: KeyFailure.several([folder.credentials + "/walletd-kek", folder.keys + "/kek"])) { try folder.ring() }
  }

  @Test func `under a passphrase is sealed at start, and opens with that passphrase only`() throws {
    let folder = try KeyFolder()
    let id = try folder.ring().initialise(passphrase: secret(passphrase), parameters: folder.cheap)
    let ring = try folder.ring()
    #expect(ring.state == .sealed)
    #expect(throws: KeyFailure.passphrase) { try ring.unseal(passphrase: secret("correct horse battery stapler")) }
    #expect(throws: KeyFailure.passphraseNeeded) { try ring.unseal() }
    try ring.unseal(passphrase: secret(passphrase))
    #expect(ring.state == .unsealed(id))
    ring.seal()
    #expect(ring.state == .sealed)
    #expect(throws: KeyFailure.passphraseTooShort(least: 12)) {
      try KeyFolder().ring().initialise(passphrase: secret("short"), parameters: folder.cheap)
    }
  }

  @Test func `under a passphrase does not open when any bit of the file differs`() throws {
    let folder = try KeyFolder()
    _ = try folder.ring().initialise(passphrase: secret(passphrase), parameters: folder.cheap)
    let original = try folder.bytes("kek.sealed")
    var letters = 0
    for bit in 0..<original.count * 8 where bit % 8 != 7 {
      var changed = original
      changed[bit / 8] ^= 1 << (bit % 8)
      // The same digit in the other case is the same key.
      guard String(decoding: changed, as: UTF8.self).lowercased() != String(decoding: original, as: UTF8.self) else {
        letters += 1
        continue
      }
      try folder.put(changed, folder.keys + "/kek.sealed")
      #expect(throws: KeyFailure.self, "bit \(bit)") { try folder.ring().unseal(passphrase: secret(passphrase)) }
    }
    #expect(letters > 0)
  }

  @Test func `goes over to a new key, and destroys the old one in the end`() throws {
    let folder = try KeyFolder()
    let old = try folder.ring().initialise()
    let former = try folder.bytes("kek")
    let ring = try folder.ring()
    let new = try ring.beginRotation()
    #expect(ring.state == .unsealed(new) && ring.retiring == old && new != old)
    #expect(throws: KeyFailure.notNow("the vault's key is being rotated already")) { try ring.beginRotation() }
    // A restart in between has both.
    let restarted = try folder.ring()
    #expect(restarted.state == .unsealed(new) && restarted.retiring == old)
    #expect(try folder.bytes("kek.old") == former)
    try restarted.finishRotation()
    #expect(!folder.exists("kek.old"))
    let last = try folder.ring()
    #expect(last.state == .unsealed(new) && last.retiring == nil)
  }

  @Test func `under a passphrase goes over to a new key too`() throws {
    let folder = try KeyFolder()
    let old = try folder.ring().initialise(passphrase: secret(passphrase), parameters: folder.cheap)
    let ring = try folder.ring()
    try ring.unseal(passphrase: secret(passphrase))
    #expect(throws: KeyFailure.passphrase) {
      try ring.beginRotation(passphrase: secret("another passphrase"), parameters: folder.cheap)
    }
    let new = try ring.beginRotation(passphrase: secret(passphrase), parameters: folder.cheap)
    let restarted = try folder.ring()
    try restarted.unseal(passphrase: secret(passphrase))
    #expect(restarted.state == .unsealed(new) && restarted.retiring == old)
    try restarted.finishRotation()
    #expect(!folder.exists("kek.sealed.old"))
  }

  @Test func `from systemd goes over to a new key when both are there`() throws {
    let folder = try KeyFolder()
    let (old, new) = ([UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 32))
    try folder.put(old, folder.credentials + "/walletd-kek")
    let first = MasterKey(SecretBytes(copying: old)).id
    #expect(try folder.ring().state == .unsealed(first))
    try folder.put(new, folder.credentials + "/walletd-kek")
    #expect(throws: KeyFailure.self) { try folder.ring() }
    try folder.put(old, folder.credentials + "/walletd-kek.old")
    let ring = try folder.ring()
    #expect(ring.retiring == first)
    try ring.finishRotation()
    #expect(try folder.ring().retiring == nil)
  }

  @Test func `knows after a crash between any two steps of a rotation which keys there are`() throws {
    let folder = try KeyFolder()
    let old = try folder.ring().initialise()
    let key = try folder.bytes("kek")
    let next = [UInt8](repeating: 9, count: 32)
    // The new key is written, and not yet in its place.
    try folder.put(next, folder.keys + "/kek.new")
    #expect(try folder.ring().state == .unsealed(old))
    // The old one has its second name: the same file twice. It must not be overwritten as if it were the former one.
    try folder.put(next, folder.keys + "/kek.new")
    #expect(link(folder.keys + "/kek", folder.keys + "/kek.old") == 0)
    #expect(try folder.ring().state == .unsealed(old))
    #expect(try folder.bytes("kek") == key)
    #expect(!folder.exists("kek.old") && !folder.exists("kek.new"))
    // The new one is in its place, and the ids are not written yet.
    #expect(link(folder.keys + "/kek", folder.keys + "/kek.old") == 0)
    try FileManager.default.removeItem(atPath: folder.keys + "/kek")
    try folder.put(next, folder.keys + "/kek")
    let ring = try folder.ring()
    #expect(ring.retiring == old && ring.state != .unsealed(old))
    // Done, but for the file of the old key.
    let ids = try folder.bytes("kek.id")
    #expect(String(decoding: ids, as: UTF8.self).split(separator: "\n").count == 2)
    try folder.put(Array(ids[..<21]), folder.keys + "/kek.id")
    #expect(try folder.ring().retiring == nil)
    #expect(!folder.exists("kek.old"))
  }
}
