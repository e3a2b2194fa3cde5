import Foundation
import SQLite
import Testing

@testable import LedgerCore
@testable import Sodium
@testable import Storage
@testable import Vault

/// RELIABILITY, row 10. `WALLETD_VAULT_MUTATIONS=100000 swift test --filter Mutations` for more; `WALLETD_SEED` to see one run again.
@Suite struct `Mutations of a stored record` {
  @Test func `are all refused: every single bit`() throws {
    let mutations = try VaultMutations(records: 2)
    let flips = try mutations.flips(of: mutations.tokens[0])
    #expect(flips.count > 2_000)
    var tried = 0
    for flip in flips {
      for read in [
        mutations.fixture.reveal,
        {
          _ = try mutations.fixture.method($0); return ""
        },
      ] as [VaultMutations.Reader] {
        guard let isAccepted = try mutations.isAccepted(flip, of: mutations.tokens[0], by: read) else { continue }
        tried += 1
        #expect(!isAccepted, "\(flip)")
      }
    }
    #expect(tried == flips.count * 2)
    #expect(try mutations.fixture.reveal(mutations.tokens[0]) == VaultFixture.visa)
  }

  @Test func `are all refused: random ones, parts of other records and of the other part`() throws {
    let count = Int(ProcessInfo.processInfo.environment["WALLETD_VAULT_MUTATIONS"] ?? "") ?? 1_000
    let seed = UInt64(ProcessInfo.processInfo.environment["WALLETD_SEED"] ?? "") ?? UInt64.random(in: 0..<1 << 32)
    print("vault mutations: seed \(seed); WALLETD_SEED=\(seed) replays it")
    let mutations = try VaultMutations(records: 8)
    var dice = SeededDice(seed: seed)
    var (refused, idle) = (0, 0)
    while refused < count, idle < 10 * count {
      let token = mutations.tokens[dice.number(below: mutations.tokens.count)]
      let change = mutations.random(&dice)
      switch try mutations.isAccepted(change, of: token, by: mutations.fixture.reveal) {
      case nil: idle += 1
      case false?: refused += 1
      case true?:
        Issue.record("accepted: \(change) of \(token), seed \(seed)")
        return
      }
    }
    #expect(refused == count)
    for token in mutations.tokens { #expect(try mutations.fixture.reveal(token) == VaultFixture.visa) }
    print("row 10: vault mutations: \(refused) refused of \(refused), seed \(seed)")
  }

  @Test func `are found by this harness when the vault looks at the ciphertext only`() throws {
    let mutations = try VaultMutations(records: 2)
    let vault = try mutations.fixture.vault()
    // What a vault without the mark would do: the secret opens, so the record must be right.
    let careless: VaultMutations.Reader = { token in
      try wait { answer in
        vault.records.read(
          { file in
            guard let record = try file.record(token.number) else { throw VaultFailure.unknownToken }
            let secret = try vault.seals.open(.secret, of: record, vault.ring.keys(of: vault.records))
            answer(.success(secret.withBytes { String(decoding: $0, as: UTF8.self) }))
          }, refused: { answer(.failure($0)) })
      }
    }
    var accepted: Set<String> = []
    for flip in try mutations.flips(of: mutations.tokens[0]) {
      guard case .flip(let column, _) = flip else { continue }
      if try mutations.isAccepted(flip, of: mutations.tokens[0], by: careless) == true { accepted.insert(column) }
    }
    #expect(accepted.isSuperset(of: ["customer", "fingerprint", "request", "mark", "details", "kind"]))
    #expect(!accepted.contains("secret") && !accepted.contains("key") && !accepted.contains("created_at"))
  }

  @Test func `from another tenant's vault, with its token, are refused`() throws {
    let (ours, theirs) = (try VaultFixture(), try VaultFixture())
    let token = try ours.tokenise(key: "a").method.token
    try theirs.tokenise(key: "a")
    let path = theirs.file
    try theirs.vaults.close(theirs.tenant)
    try ours.onFile { file in
      try file.execute("ATTACH '\(path)' AS theirs")
      try file.execute("DELETE FROM records; INSERT INTO records SELECT * FROM theirs.records")
    }
    // The same number and, by the test's clock, the same time: only the tags and the keys differ.
    #expect(throws: VaultFailure.self) { try ours.reveal(token) }
    #expect(throws: VaultFailure.self) { try ours.list() }
    #expect(throws: VaultFailure.self) { try ours.tokenise(key: "a") }
  }

  @Test func `of wrapped keys are refused: every single bit, and every field`() throws {
    let master = MasterKey(SecretBytes.random(32))
    let tenant = TenantID(rawValue: 5)
    let key = KeyWrap.wrap(
      SecretBytes.random(32), number: 2, purpose: .records, createdAt: Timestamp(microseconds: 9), tenant: tenant, under: master)
    func opens(_ key: WrappedKey, _ tenant: TenantID = tenant) -> Bool { KeyWrap.open(key, tenant: tenant, with: master) != nil }
    #expect(opens(key))
    for bit in 0..<(key.wrapped?.count ?? 0) * 8 {
      var changed = key
      changed.wrapped?[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(!opens(changed), "bit \(bit)")
    }
    for bit in 0..<63 {
      var (number, time) = (key, key)
      number.number ^= 1 << Int64(bit)
      time.createdAt = Timestamp(microseconds: 9 ^ (1 << Int64(bit)))
      #expect(!opens(number) && !opens(time) && !opens(key, TenantID(rawValue: 5 ^ (1 << UInt128(bit)))))
    }
    var purpose = key
    purpose.purpose = .index
    #expect(!opens(purpose))
  }
}
