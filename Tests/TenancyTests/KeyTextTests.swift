import LedgerCore
import Tenancy
import Testing

@Suite struct `The text of a key` {
  private func parts(_ text: String) -> (mode: TenantMode, handle: UInt64, secret: String)? {
    Array(text.utf8).withUnsafeBytes { bytes in
      KeyText.parts(bytes).map { ($0.mode, $0.handle.rawValue, String(decoding: $0.secret, as: UTF8.self)) }
    }
  }

  private static let secret = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

  @Test func `is mode, handle and secret, and comes back as it was`() throws {
    for mode in TenantMode.allCases {
      for handle in [0, 1, 31, 32, 0xfff_ffff_ffff_ffff, 0x123_4567_89ab_cdef] as [UInt64] {
        let prefix = KeyText.prefix(mode, KeyHandle(rawValue: handle))
        #expect(prefix.utf8.count == 20)
        let found = try #require(parts(prefix + Self.secret))
        #expect(found.mode == mode && found.handle == handle && found.secret == Self.secret)
        #expect(KeyText.masked(mode, KeyHandle(rawValue: handle)) == prefix + "…")
      }
    }
  }

  @Test(arguments: [
    "", "wk_live_", "wk_live_0123456789AB", "wk_live_0123456789AB" + secret + "0", "wk_live_0123456789AB" + secret.dropLast(),
    "WK_LIVE_0123456789AB" + secret, "wk_prod_0123456789AB" + secret, "wk_test-0123456789AB" + secret,
    "wk_live_0123456789A!" + secret, "wk_live_0123456789A " + secret, "wk_live_0123456789AU" + secret,
    " wk_live_0123456789AB" + secret.dropLast(),
  ])
  func `is nothing else`(text: String) {
    #expect(parts(text) == nil)
  }

  @Test func `has five bits of chance in each character of its secret`() {
    let all = KeyText.secret((0..<32).map { UInt8($0) })
    #expect(Set(all).count == 32)
    #expect(KeyText.secret((0..<32).map { UInt8($0) + 224 }) == all, "the low five bits")
  }
}

@Suite struct `A network` {
  @Test(arguments: [
    ("203.0.113.0/24", "203.0.113.255", true), ("203.0.113.0/24", "203.0.114.0", false), ("203.0.113.7", "203.0.113.7", true),
    ("203.0.113.7", "203.0.113.6", false), ("0.0.0.0/0", "8.8.8.8", true), ("0.0.0.0/0", "2001:db8::1", false),
    ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::", false), ("::/0", "::1", true),
    ("::1", "::1", true), ("203.0.113.0/24", "::ffff:203.0.113.9", true), ("10.0.0.0/31", "10.0.0.1", true),
    ("10.0.0.0/31", "10.0.0.2", false), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8", true), ("::", "::", true),
    ("2001:db8::", "2001:0db8:0:0::0", true),
  ])
  func `holds the addresses that begin like it`(network: String, address: String, holds: Bool) throws {
    let parsed = try #require(IPAddress.parse(address))
    #expect(try #require(Network(network)).contains(parsed.value) == holds)
  }

  @Test(arguments: [
    "", "/", "/24", "203.0.113.0/", "203.0.113.0/33", "203.0.113.0/-1", "203.0.113.0/+1", "203.0.113.0/024", "203.0.113.0/2 4",
    "203.0.113.1/24", "203.0.113.0/24/24", "203.0.113", "203.0.113.0.0", "203.0.113.256", "203.0.113.-1", "203.0.113.01",
    "203.0.113.0x1", "203..113.0", " 203.0.113.0", "203.0.113.0 ", "٢٠٣.0.113.0", "localhost", "1", ":", ":::", "1::2::3",
    "::1/129", "2001:db8::1/32",
    "12345::", "g::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1%eth0", "[::1]", "1:2:3:4:5:6:7:1.2.3.4",
    "::1.2.3", "1:",
    ":1", "::-1", "::+1",
  ])
  func `is nothing else`(text: String) {
    #expect(Network(text) == nil, "\(text)")
  }
}
