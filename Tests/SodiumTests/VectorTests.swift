import Testing

@testable import Sodium

/// Published answers of the primitives, so that the wrapper hands each argument to its place.
@Suite struct `The primitives give the published answers` {
  @Test func `XChaCha20-Poly1305: draft-irtf-cfrg-xchacha-03, A.3.1`() {
    let plain = Array(
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.".utf8)
    let key = SecretBytes(copying: [UInt8](0x80...0x9f))
    let associated: [UInt8] = [0x50, 0x51, 0x52, 0x53] + [UInt8](0xc0...0xc7)
    let nonce = [UInt8](0x40...0x57)
    let expected =
      "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39"
      + "ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
      + "21f9664c97637da9768812f615c68b13b52e" + "c0875924c1c7987947deafd8780acf49"
    let sealed = AEAD.seal(plain, key: key, associated: associated, nonce: nonce)
    #expect(hex(Array(sealed[..<24])) == hex(nonce))
    #expect(hex(Array(sealed[24...])) == expected)
    let opened = bytes(AEAD.open(sealed, key: key, associated: associated))
    #expect(opened == plain)
  }

  @Test func `BLAKE2b with a key: the first of the reference's known answers`() {
    let key = SecretBytes(copying: [UInt8](0..<64))
    let hash = hex(KeyedHash.of([], key: key, count: 64))
    #expect(
      hash
        == "10ebb67700b1868efb4417987acf4690ae9d972fb7a590c2f02871799aaa4786"
        + "b5e996e8f0f4eb981fc214b005f42d2ff4233499391653df7aefcbc13fc51568")
  }

  @Test func `BLAKE2b with a key of 32 bytes, as Python's hashlib has it, in one piece or in several`() {
    let key = SecretBytes(copying: [UInt8](0..<32))
    let expected = "d63a32d3e44738d7907f964316c241adaba0abfeabc32349677578a15a203f7f"
    let whole = hex(KeyedHash.of(Array("abc".utf8), key: key))
    #expect(whole == expected)
    let inPieces = Array("a".utf8).withUnsafeBytes { a in Array("bc".utf8).withUnsafeBytes { KeyedHash.of(a, $0, key: key) } }
    #expect(hex(inPieces) == expected)
    let first = bytes(KeyedHash.subkey("one", of: key))
    let second = bytes(KeyedHash.subkey("two", of: key))
    let expectedFirst = KeyedHash.of(Array("one".utf8), key: key)
    #expect(first != second)
    #expect(first == expectedFirst)
  }

  @Test func `a passphrase gives the same key with the same salt and cost, and another with any other`() throws {
    let passphrase = SecretBytes(copying: Array("correct horse battery".utf8))
    let salt = [UInt8](repeating: 7, count: PassphraseKey.saltBytes)
    let parameters = PassphraseKey(salt: salt, operations: 1, memory: 8 << 20)
    let key = bytes(parameters.derive(passphrase))
    let again = bytes(parameters.derive(passphrase))
    #expect(key?.count == 32 && key == again)
    let otherSalt = PassphraseKey(salt: [UInt8](repeating: 8, count: PassphraseKey.saltBytes), operations: 1, memory: 8 << 20)
    let others = [
      bytes(otherSalt.derive(passphrase)), bytes(PassphraseKey(salt: salt, operations: 2, memory: 8 << 20).derive(passphrase)),
    ]
    #expect(!others.contains(key))
    #expect(!PassphraseKey(salt: salt, operations: 1, memory: 1 << 40).isPossible)
    #expect(!PassphraseKey(salt: salt, operations: 0, memory: 8 << 20).isPossible)
  }

  @Test func `a signing key signs as the same seed always did`() {
    // RFC 8032, 7.1, test 1.
    let seed: [UInt8] = [
      0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69,
      0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
    ]
    let key = SigningKey(seed: SecretBytes(copying: seed))
    #expect(hex(key.publicKey) == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    #expect(hex(Array(key.sign([]).prefix(8))) == "e5564300c360ac72")
    #expect(SigningKey.verify(key.sign([1, 2]), of: [1, 2], publicKey: key.publicKey))
    #expect(!SigningKey.verify(key.sign([1, 2]), of: [1, 3], publicKey: key.publicKey))
  }
}

func hex(_ bytes: [UInt8]) -> String { bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

func bytes(_ secret: consuming SecretBytes?) -> [UInt8]? {
  guard let secret else { return nil }
  return secret.withBytes { [UInt8]($0) }
}

func bytes(_ secret: borrowing SecretBytes) -> [UInt8] { secret.withBytes { [UInt8]($0) } }
