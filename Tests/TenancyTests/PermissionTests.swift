import LedgerCore
import Tenancy
import Testing

@Suite struct `The permissions` {
  @Test func `are a role's exactly as the table has it`() {
    for role in Role.allCases {
      for permission in Permission.allCases {
        #expect(role.permissions.contains(permission) == permission.roles.contains(role), "\(role) \(permission)")
      }
    }
    #expect(Role.administrator.permissions.all == Permission.allCases)
    #expect(Permission.allCases.count <= 63, "one machine word")
  }

  @Test func `that change something are nobody's who only looks`() {
    let looking = Permission.allCases.filter { $0.rawValue.hasSuffix(":read") }
    for role in [Role.viewer, .auditor] {
      for permission in role.permissions.all { #expect(looking.contains(permission), "\(role) may \(permission.rawValue)") }
    }
  }

  /// Whoever agrees to what others ask for does nothing else.
  @Test func `of those who approve are to look and to agree`() {
    let agreeing = Role.approver.permissions.all.filter { !$0.rawValue.hasSuffix(":read") }
    #expect(agreeing == [.approvePayouts])
  }

  @Test func `over all tenants are no platform's`() {
    for permission in [
      Permission.readMetrics, .readTenants, .manageTenants, .deleteTenants, .manageKeys, .readAudit, .makeBackups, .manageVault,
    ] { #expect(!Role.platform.permissions.contains(permission)) }
  }

  @Test func `are sets`() {
    let some = Permissions([.readAccounts, .postTransactions, .readAccounts])
    #expect(some.all == [.readAccounts, .postTransactions])
    #expect(some.intersection(Permissions([.postTransactions, .placeHolds])).all == [.postTransactions])
    #expect(some.subtracting(Permissions([.postTransactions])).all == [.readAccounts])
    #expect(Permissions.none.all.isEmpty && Permissions(Permission.allCases).all == Permission.allCases)
    #expect(Permissions.unlessNamed.all == [.approvePayouts, .revealPaymentMethods])
  }

  @Test func `have each a bit of their own`() {
    let bits = Permission.allCases.map { Permissions([$0]).bits }
    #expect(Set(bits).count == Permission.allCases.count)
    for (permission, bits) in zip(Permission.allCases, bits) {
      #expect(bits.nonzeroBitCount == 1 && permission.place < 64, "\(permission)")
      #expect(Permission.allCases.filter { Permissions([$0]).contains(permission) } == [permission])
    }
  }

  @Test func `have names that no two share and that a scope may have`() {
    #expect(Set(Permission.allCases.map(\.rawValue)).count == Permission.allCases.count)
    for permission in Permission.allCases { #expect(permission.rawValue.wholeMatch(of: /[a-z_]+:[a-z]+/) != nil) }
  }
}

@Suite struct `A principal` {
  private let toko = Tenant(id: TenantID(rawValue: 1), code: "toko", name: "T", createdAt: Timestamp(microseconds: 0))
  private let warung = Tenant(id: TenantID(rawValue: 2), code: "warung", name: "W", createdAt: Timestamp(microseconds: 0))

  @Test func `reaches what its reach says`() {
    #expect(Principal.Reach.everything.includes(toko))
    #expect(Principal.Reach.named(["toko"]).includes(toko) && !Principal.Reach.named(["toko"]).includes(warung))
    #expect(Principal.Reach.named([warung.id.text]).includes(warung))
    #expect(Principal.Reach.only(toko.id).includes(toko) && !Principal.Reach.only(toko.id).includes(warung))
    #expect(!Principal.Reach.named([]).includes(toko))
  }

  @Test func `is root, the daemon's own user, the first rule that fits, or nobody`() {
    let rules = PeerRules(
      daemonUser: 900,
      rules: [
        .init(.user(0), .viewer, reach: .named([])), .init(.user(900), .viewer, reach: .named([])),
        .init(.user(1), .operator, reach: .named(["toko"])), .init(.group(50), .auditor, reach: .everything),
        .init(.user(1), .administrator, reach: .everything),
      ])
    #expect(rules.needGroups && !PeerRules(daemonUser: 1, rules: [.init(.user(2), .viewer, reach: .everything)]).needGroups)
    #expect(rules.principal(uid: 0, gid: 0)?.role == .administrator, "no rule takes from root")
    #expect(rules.principal(uid: 900, gid: 900)?.role == .administrator)
    #expect(rules.principal(uid: 1, gid: 50)?.role == .operator, "the first")
    #expect(rules.principal(uid: 1, gid: 50)?.reach == .named(["toko"]))
    #expect(rules.principal(uid: 2, gid: 50)?.role == .auditor)
    #expect(rules.principal(uid: 2, gid: 7, groups: [1, 50])?.role == .auditor)
    #expect(rules.principal(uid: 2, gid: 7, groups: [1]) == nil)
    #expect(rules.principal(uid: 50, gid: 7) == nil, "a uid is no gid")
  }
}

@Suite struct `An actor` {
  @Test func `is another person only when both are certainly somebody`() {
    let key = Actor.key(KeyID(rawValue: 1))
    let other = Actor.key(KeyID(rawValue: 2))
    let alice = Actor.peer(uid: 1_000, pid: 1, login: 1_000)
    let sudoed = Actor.peer(uid: 0, pid: 2, login: 1_000)
    let bob = Actor.peer(uid: 1_001, pid: 3, login: 1_001)
    let service = Actor.peer(uid: 33, pid: 4, login: nil)
    let root = Actor.peer(uid: 0, pid: 5, login: nil)
    let loggedInRoot = Actor.peer(uid: 0, pid: 6, login: 0)
    #expect(alice.isAnotherPerson(than: bob) && bob.isAnotherPerson(than: alice))
    #expect(key.isAnotherPerson(than: other) && key.isAnotherPerson(than: alice) && service.isAnotherPerson(than: alice))
    #expect(!alice.isAnotherPerson(than: alice) && !key.isAnotherPerson(than: key))
    #expect(!sudoed.isAnotherPerson(than: alice), "sudo makes nobody else of alice")
    #expect(sudoed.isAnotherPerson(than: bob))
    for nobody in [root, loggedInRoot, .daemon, Actor.peer(uid: 1_000, pid: 1, login: 0)] {
      for one in [alice, bob, key, root, service, .daemon] {
        #expect(!nobody.isAnotherPerson(than: one) && !one.isAnotherPerson(than: nobody), "\(nobody.text) \(one.text)")
      }
    }
  }

  @Test func `is written as it was`() {
    #expect(Actor.peer(uid: 0, pid: 7, login: 1_000).text == "uid:0 pid:7 login:1000")
    #expect(Actor.peer(uid: 33, pid: 7, login: nil).text == "uid:33 pid:7")
    #expect(Actor.daemon.text == "daemon" && Actor.key(KeyID(rawValue: 5)).text.hasPrefix("key_"))
  }
}

@Suite struct `A tenant's retention` {
  @Test func `is ten years for real money and none for tests, unless it is set`() {
    var settings = TenantSettings()
    #expect(settings.retentionDays(.live) == 3_653 && settings.retentionDays(.test) == 0)
    settings.retentionDays = 5
    #expect(settings.retentionDays(.live) == 5 && settings.retentionDays(.test) == 5)
    let open = Tenant(id: TenantID(rawValue: 1), code: "toko", name: "T", createdAt: Timestamp(microseconds: 0))
    #expect(open.deletableAt == nil)
    let closed = open.with(settings: settings).with(status: .closed, closedAt: Timestamp(microseconds: 7))
    #expect(closed.deletableAt == Timestamp(microseconds: 432_000_000_007), "five days")
  }

  @Test func `and other settings change one by one`() {
    var change = TenantSettingsChange()
    change.batchItems = .set(5)
    change.currencies = .set(["IDR"])
    var settings = TenantSettings()
    settings.bodyBytes = 9
    settings = change.applied(to: settings)
    #expect(settings.batchItems == 5 && settings.currencies == ["IDR"] && settings.bodyBytes == 9)
    var back = TenantSettingsChange()
    back.batchItems = .set(nil)
    #expect(back.applied(to: settings).batchItems == nil && back.applied(to: settings).bodyBytes == 9)
  }
}
