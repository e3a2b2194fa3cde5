import Testing

@testable import LedgerCore
@testable import Payments

/// What becomes of the records of accounts at providers.
@Suite struct `An account at a provider` {
  private static let url: Text = "https://psp.example"

  private static func secret(_ number: Int64, _ name: String? = nil) -> NewSecret {
    let at = Timestamp(microseconds: number)
    return NewSecret(
      SecretMark(
        id: ProviderSecretID(time: at, tag: LedgerTag(rawValue: 1), number: number), fingerprint: Text(name ?? "f\(number)"),
        ending: "d123", since: at))
  }

  private static func account(_ scene: Scene, _ work: any RecordWork) throws -> ProviderAccountRecord {
    try scene.settled(scene.begin(work), ProviderAccountRecord.self).value
  }

  @Test func `needs an address and a key, and a new address needs a key again`() throws {
    let scene = try Scene()
    func set(_ url: Text?, _ secret: NewSecret?, timeout: Int64? = nil) -> DeskReply {
      scene.begin(SetProvider(.xendit, url: url, timeout: timeout, apiKey: secret))
    }
    for (url, secret) in [(nil, Self.secret(1)), (Self.url, nil), (nil, nil)] as [(Text?, NewSecret?)] {
      #expect(try scene.rejection(set(url, secret)) == .providerIncomplete)
    }
    let made = try scene.settled(set(Self.url, Self.secret(1)), ProviderAccountRecord.self).value
    #expect(made.state == .active && made.timeout == 10_000 && made.secrets == [Self.secret(1).mark])
    #expect(try scene.rejection(set("https://elsewhere.example", nil)) == .providerIncomplete, "no key goes to another address")
    #expect(try Self.account(scene, SetProvider(.xendit, url: nil, timeout: 500, apiKey: nil)).timeout == 500)
    #expect(try Self.account(scene, SetProvider(.xendit, url: Self.url, timeout: nil, apiKey: nil)).url == Self.url, "the same")
    let moved = try scene.settled(set("https://elsewhere.example", Self.secret(2)), ProviderAccountRecord.self).value
    #expect(moved.url == "https://elsewhere.example" && moved.secrets == [Self.secret(2).mark] && moved.timeout == 500)
  }

  @Test func `of a provider that signs with its key believes the former one until it is retired`() throws {
    let scene = try Scene()
    let (old, new) = (Self.secret(1), Self.secret(2))
    _ = try Self.account(scene, SetProvider(.midtrans, url: Self.url, timeout: nil, apiKey: old))
    let both = try Self.account(scene, SetProvider(.midtrans, url: nil, timeout: nil, apiKey: new))
    #expect(both.apiKey == new.mark && both.webhookSecrets == [old.mark])
    // The same key once more, under another id, changes nothing.
    let same = try Self.account(scene, SetProvider(.midtrans, url: nil, timeout: nil, apiKey: Self.secret(3, "f2")))
    #expect(same.secrets == both.secrets)
    #expect(try scene.rejection(scene.begin(RetireProviderSecret(.midtrans, new.mark.id))) == .providerSecretInUse)
    #expect(try Self.account(scene, RetireProviderSecret(.midtrans, old.mark.id)).secrets == [new.mark])
    #expect(try scene.rejection(scene.begin(RetireProviderSecret(.midtrans, old.mark.id))) == .providerSecretNotFound)
    // And back: the one before is not both what opens and what merely signs.
    let back = try Self.account(scene, SetProvider(.midtrans, url: nil, timeout: nil, apiKey: old))
    #expect(back.apiKey == old.mark && back.webhookSecrets == [new.mark])
  }

  @Test func `takes several webhook secrets at once, each once, and not without end`() throws {
    let scene = try Scene()
    #expect(try scene.rejection(scene.begin(AddProviderSecret(.xendit, Self.secret(1)))) == .providerNotFound)
    _ = try Self.account(scene, SetProvider(.xendit, url: Self.url, timeout: nil, apiKey: Self.secret(1)))
    for number in Int64(2)..<10 { _ = try Self.account(scene, AddProviderSecret(.xendit, Self.secret(number))) }
    let full = try Self.account(scene, AddProviderSecret(.xendit, Self.secret(20, "f9")))
    #expect(full.webhookSecrets.map(\.id) == (2..<Int64(10)).map { Self.secret($0).mark.id }, "known already")
    #expect(try scene.rejection(scene.begin(AddProviderSecret(.xendit, Self.secret(10)))) == .providerSecretsFull)
    var gone = Self.secret(11)
    gone.isDestroyed = true
    #expect(try scene.rejection(scene.begin(AddProviderSecret(.xendit, gone))) == .providerSecretNotFound)
  }

  @Test func `that is disabled is charged no more, and known still`() throws {
    let scene = try Scene()
    #expect(try scene.rejection(scene.begin(MoveProvider(.xendit, .disabled))) == .providerNotFound)
    _ = try Self.account(scene, SetProvider(.xendit, url: Self.url, timeout: nil, apiKey: Self.secret(1)))
    #expect(try Self.account(scene, MoveProvider(.xendit, .disabled)).state == .disabled)
    #expect(try Self.account(scene, SetProvider(.xendit, url: nil, timeout: 500, apiKey: nil)).state == .disabled)
    #expect(try Self.account(scene, MoveProvider(.xendit, .active)).state == .active)
    let off = ProviderAccount(scene.first, isActive: false) { _, answer in answer(.answered(status: 200, body: [])) }
    let setup = ProviderSetup(accounts: [off, scene.setup.accounts[1]], routes: [])
    let now = scene.clock.now()
    let charge = Charge(
      reference: "r", amount: Money(100, Scene.idr), method: .qris, capturesAtOnce: true, expiresAt: now.adding(seconds: 900),
      now: now)
    #expect(setup.candidates(for: charge) { _ in false } == [.xendit])
    #expect(setup.account(.midtrans) != nil, "what is under way goes on")
  }

  @Test func `keeps its settings as they were sent`() throws {
    let scene = try Scene()
    let hours = try #require(RouteHours(from: "06:00", to: "23:00", utcOffset: "+09:00"))
    let routes = [
      ProviderRoute(.xendit, methods: [.dana, .ovo], currency: Scene.idr, least: 100, most: 5_000, hours: hours),
      ProviderRoute(.midtrans),
    ]
    func set(_ routes: [ProviderRoute]?, _ returnsFees: Bool?) throws -> PaymentSettings {
      try scene.settled(scene.begin(SetPaymentSettings(routes: routes, returnsFees: returnsFees)), PaymentSettings.self).value
    }
    let first = try set(routes, nil)
    #expect(first.routes == routes && first.returnsFees)
    let second = try set(nil, false)
    #expect(second.routes == routes && !second.returnsFees)
    let third = try set([], nil)
    #expect(third.routes.isEmpty && !third.returnsFees)
  }

  @Test func `names the field in which a request differs from the one before`() throws {
    let scene = try Scene()
    let key = scene.key()
    func differs(_ work: any RecordWork) throws -> String {
      guard case .mismatch(let path) = scene.begin(work, key) else { return "–" }
      return path.text
    }
    _ = scene.begin(SetProvider(.xendit, url: Self.url, timeout: 500, apiKey: Self.secret(1)), key)
    #expect(try differs(SetProvider(.midtrans, url: Self.url, timeout: 500, apiKey: Self.secret(1))) == "provider")
    #expect(try differs(SetProvider(.xendit, url: nil, timeout: 500, apiKey: Self.secret(1))) == "url")
    #expect(try differs(SetProvider(.xendit, url: Self.url, timeout: nil, apiKey: Self.secret(1))) == "timeout_ms")
    #expect(try differs(SetProvider(.xendit, url: Self.url, timeout: 500, apiKey: Self.secret(2))) == "api_key")
    #expect(try differs(AddProviderSecret(.xendit, Self.secret(1))) == "change")
    #expect(try differs(SetPaymentSettings(routes: [], returnsFees: nil)) == "provider")
    let settings = scene.key()
    _ = scene.begin(SetPaymentSettings(routes: [], returnsFees: true), settings)
    for (routes, returnsFees, field) in [
      (nil, true, "routes"), ([], false, "returns_fees"), ([ProviderRoute(.xendit)], true, "routes"),
    ] as [([ProviderRoute]?, Bool?, String)] {
      guard case .mismatch(let path) = scene.begin(SetPaymentSettings(routes: routes, returnsFees: returnsFees), settings) else {
        Issue.record("\(field) makes no difference")
        continue
      }
      #expect(path.text == field)
    }
  }
}

/// How calls are counted, and shown.
@Suite struct `A breaker board` {
  @Test func `says how an operation stands, how it went last, and when it is tried again`() {
    let clock = TestClock()
    let board = BreakerBoard(monotonic: { clock.monotonic() })
    let key = BreakerBoard.Key(tenant: 1, provider: .midtrans, operation: .charge)
    #expect(board.standing(key) == nil)
    board.note(.paid(), key)
    clock.advance(seconds: 3)
    let fine = board.standing(key)
    #expect(fine?.state == .closed && fine?.failures == 0 && fine?.triesAgainIn == nil)
    #expect(fine?.last == .init(outcome: .done, reason: nil, ago: 3_000_000))
    for _ in 0..<5 { board.note(.lost, key) }
    clock.advance(seconds: 4)
    let open = board.standing(key)
    #expect(open?.state == .open && open?.failures == 5 && open?.triesAgainIn == 6_000_000)
    #expect(open?.last == .init(outcome: .unknown, reason: .interrupted, ago: 4_000_000))
    #expect(board.isCutOff(key))
    #expect(board.standing(.init(tenant: 2, provider: .midtrans, operation: .charge)) == nil, "of another tenant")
    board.note(.no, key)
    #expect(board.standing(key)?.failures == 0, "a bank's no is the provider's yes")
    board.forget(1, .midtrans)
    #expect(board.standing(key) == nil && !board.isCutOff(key))
  }
}
