import Testing

@testable import LedgerCore
@testable import Payments

/// When a route is open.
@Suite struct `The hours of a route` {
  private static func time(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text)) }

  @Test(arguments: [
    // Jakarta is seven hours ahead of UTC: 06:00 there is 23:00 of the day before.
    ("06:00", "23:00", "+07:00", "2026-11-19T22:59:59.999999Z", false),
    ("06:00", "23:00", "+07:00", "2026-11-19T23:00:00Z", true),
    ("06:00", "23:00", "+07:00", "2026-11-20T15:59:59.999999Z", true),
    ("06:00", "23:00", "+07:00", "2026-11-20T16:00:00Z", false),
    ("06:00", "23:00", "+07:00", "2026-11-20T17:30:00Z", false),
    // Over midnight.
    ("22:00", "04:30", "+07:00", "2026-11-20T14:59:59.999999Z", false),
    ("22:00", "04:30", "+07:00", "2026-11-20T15:00:00Z", true),
    ("22:00", "04:30", "+07:00", "2026-11-20T17:00:00Z", true), ("22:00", "04:30", "+07:00", "2026-11-20T21:29:59.999999Z", true),
    ("22:00", "04:30", "+07:00", "2026-11-20T21:30:00Z", false),
    // Until midnight, and one minute of it.
    ("18:00", "00:00", "+07:00", "2026-11-20T16:59:59.999999Z", true),
    ("18:00", "00:00", "+07:00", "2026-11-20T17:00:00Z", false),
    ("00:00", "00:01", "+00:00", "2026-11-20T00:00:59.999999Z", true),
    ("00:00", "00:01", "+00:00", "2026-11-20T00:01:00Z", false),
    // West of Greenwich, half an hour off, and as far as offsets go.
    ("09:00", "17:00", "-03:30", "2026-11-20T12:29:59.999999Z", false),
    ("09:00", "17:00", "-03:30", "2026-11-20T12:30:00Z", true),
    ("00:00", "12:00", "+14:00", "2026-11-20T10:00:00Z", true), ("00:00", "12:00", "+14:00", "2026-11-20T22:00:00Z", false),
  ])
  func `are from the first minute to the last, by the clock of their offset`(
    from: String, to: String, offset: String, moment: String, isOpen: Bool
  ) throws {
    let hours = try #require(RouteHours(from: from, to: to, utcOffset: offset))
    #expect(hours.contains(try Self.time(moment)) == isOpen, "\(from)–\(to) \(offset) at \(moment)")
    #expect((hours.from, hours.to, hours.utcOffset) == (from, to, offset))
  }

  @Test func `were the same before 1970`() throws {
    let hours = try #require(RouteHours(from: "23:00", to: "23:01", utcOffset: "+00:00"))
    #expect(hours.contains(Timestamp(microseconds: -3_600_000_000)))
    #expect(hours.contains(Timestamp(microseconds: -3_540_000_001)))
    #expect(!hours.contains(Timestamp(microseconds: -3_600_000_001)))
    #expect(!hours.contains(Timestamp(microseconds: -3_540_000_000)))
  }

  @Test(arguments: [
    ("24:00", "06:00", "+07:00"), ("06:60", "07:00", "+07:00"), ("6:00", "07:00", "+07:00"), ("06:00", "07:00:00", "+07:00"),
    ("06-00", "07:00", "+07:00"), ("06:00", "06:00", "+07:00"), ("", "07:00", "+07:00"), ("06:00", "07:00", "07:00"),
    ("06:00", "07:00", "+14:01"), ("06:00", "07:00", "+15:00"), ("06:00", "07:00", "Z"), ("06:00", "07:00", ""),
    ("０6:00", "07:00", "+07:00"),
  ])
  func `are none where they cannot be read`(from: String, to: String, offset: String) {
    #expect(RouteHours(from: from, to: to, utcOffset: offset) == nil)
  }

  @Test func `say to whom a charge goes, and are asked at the moment of the charge`() throws {
    let scene = try Scene()
    let night = try #require(RouteHours(from: "22:00", to: "06:00"))
    let setup = ProviderSetup(
      accounts: scene.setup.accounts, routes: [ProviderRoute(.xendit, hours: night), ProviderRoute(.midtrans)])
    // It is 17:00 in Jakarta.
    for (hours, provider) in [(0, ProviderName.midtrans), (4, .midtrans), (5, .xendit), (12, .xendit), (13, .midtrans)]
      as [(Int64, ProviderName)]
    {
      let at = scene.clock.now().adding(seconds: hours * 3_600)
      let charge = Charge(
        reference: "r", amount: Money(100, Scene.idr), method: .qris, capturesAtOnce: true, expiresAt: at.adding(seconds: 900),
        now: at)
      #expect(setup.candidates(for: charge) { _ in false }.first == provider, "after \(hours) hours")
    }
  }
}
