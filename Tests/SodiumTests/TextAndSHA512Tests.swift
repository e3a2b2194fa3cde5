import Testing

@testable import Sodium

@Suite struct `SHA-512, base 64 and hexadecimal digits` {
  @Test(arguments: [
    (
      "",
      "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
    ),
    (
      "abc",
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909"
    ),
  ]) func `are those of FIPS 180-4, with the secret apart too`(_ text: String, _ digest: String) {
    let bytes = Array(text.utf8)
    #expect(TextForms.hex(SHA512.of(bytes)) == digest)
    for length in [0, bytes.count / 2, bytes.count] {
      let secret = SecretBytes(copying: Array(bytes.dropFirst(length)))
      let apart = TextForms.hex(SHA512.of(Array(bytes.prefix(length)), then: secret))
      #expect(apart == digest)
    }
  }

  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ("SB-Mid-server-TESTKEY123:", "U0ItTWlkLXNlcnZlci1URVNUS0VZMTIzOg=="),
  ]) func `are those of RFC 4648, with padding`(_ text: String, _ encoded: String) {
    #expect(TextForms.base64(Array(text.utf8)) == encoded)
  }

  @Test func `write every byte`() {
    #expect(TextForms.base64([0xfb, 0xff, 0xbf]) == "+/+/")
    #expect(TextForms.hex([0x00, 0x0f, 0xa0, 0xff]) == "000fa0ff")
    #expect(TextForms.hex([]) == "")
  }
}
