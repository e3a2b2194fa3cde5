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

  @Test func `allow the bound that was configured, or the daemon does not start`() throws {
    // 1,000 × (3 + 2 × 3) + 96
    #expect(try Descriptors(granted: 9_096).openLedgers(storage(1_000), isConfigured: true) == 1_000)
    #expect(throws: DescriptorShortage.self) {
      try Descriptors(granted: 9_095).openLedgers(storage(1_000), isConfigured: true)
    }
    #expect(try Descriptors(granted: 9_095).openLedgers(storage(1_000, readers: 1), isConfigured: true) == 1_000)
    let shortage = DescriptorShortage(wanted: 1_000, needed: 9_096, granted: 1_024)
    #expect(shortage.description.contains("LimitNOFILE"))
  }

  @Test func `decide where nothing was configured`() throws {
    #expect(try Descriptors(granted: 20_000).openLedgers(storage(1_000), isConfigured: false) == 1_000)
    #expect(try Descriptors(granted: 1_024).openLedgers(storage(1_000), isConfigured: false) == 103)
    #expect(try Descriptors(granted: 64).openLedgers(storage(1_000), isConfigured: false) == 2)
  }
}
