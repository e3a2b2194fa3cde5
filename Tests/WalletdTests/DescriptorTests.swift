import Storage
import Testing

@testable import walletd

@Suite struct `The descriptors` {
  private func storage(_ open: Int, readers: Int = 2) -> StorageOptions {
    var storage = StorageOptions()
    storage.openLedgers = open
    storage.readersPerLedger = readers
    return storage
  }

  @Test func `allow the bounds that were configured, or the daemon does not start`() throws {
    func bounds(_ granted: Int, _ storage: StorageOptions, vaults: Bool = true) throws -> [Int] {
      let found = try Descriptors(granted: granted).bounds(storage, areLedgersSet: true, areVaultsSet: vaults)
      return [found.ledgers, found.vaults]
    }
    // 1,000 × (3 + 2 × 3) + 200 × 3 + 96
    #expect(try bounds(9_696, storage(1_000)) == [1_000, 200])
    #expect(throws: DescriptorShortage.self) { try bounds(9_695, storage(1_000)) }
    #expect(try bounds(9_695, storage(1_000, readers: 1)) == [1_000, 200])
    // Vaults that nobody has set take what is left.
    #expect(try bounds(9_695, storage(1_000), vaults: false) == [1_000, 199])
    #expect(try bounds(9_102, storage(1_000), vaults: false) == [1_000, 2])
    #expect(throws: DescriptorShortage.self) { try bounds(9_101, storage(1_000), vaults: false) }
    let shortage = DescriptorShortage(ledgers: 1_000, vaults: 200, needed: 9_696, granted: 1_024)
    #expect(shortage.description.contains("LimitNOFILE") && shortage.description.contains("open_vaults"))
  }

  @Test func `decide where nothing was configured`() throws {
    func bounds(_ granted: Int, vaults: Bool = false) throws -> [Int] {
      let found = try Descriptors(granted: granted).bounds(storage(1_000), areLedgersSet: false, areVaultsSet: vaults)
      return [found.ledgers, found.vaults]
    }
    #expect(try bounds(20_000) == [1_000, 200])
    // (1,024 − 96) ÷ 4 ÷ 3 vaults, and ledgers for the rest.
    #expect(try bounds(1_024) == [77, 77])
    #expect(try bounds(1_024, vaults: true) == [36, 200])
    #expect(throws: DescriptorShortage.self) { try bounds(700, vaults: true) }
    #expect(try bounds(64) == [2, 2])
  }
}
