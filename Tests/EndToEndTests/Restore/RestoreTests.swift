import Testing

/// The drill that every operator should do: back up under load, lose the machine, restore elsewhere, compare.
@Suite(.serialized) struct `A restore` {
  @Test func `of a backup made under load brings back all that was answered before it, and nothing else`() throws {
    let mebibytes = setting("WALLETD_RESTORE_MB", otherwise: 16)
    let drill = try RestoreDrill(seed: UInt64(setting("WALLETD_SEED", otherwise: 31)), mebibytes: mebibytes)
    drill.work()
    let disaster = try drill.backUp()
    try drill.restore(disaster.strike())
    #expect(drill.comparison.isClean, "\(drill.comparison.summary)")
    #expect(drill.lateKept > 0, "the backup was made under load")
    #expect(drill.lateLost > 0, "and does not have the last of it")
    let secondsPerGigabyte = drill.recovery.milliseconds << 30 / Int64(max(1, drill.bytes)) / 1_000
    if drill.bytes >= 100 << 20 { #expect(secondsPerGigabyte <= 30) }
    print(
      """
      restore: \(drill.bytes >> 20) MB, backed up in \(drill.backupTime.milliseconds) ms under load, served elsewhere after \
      \(drill.recovery.milliseconds) ms (\(secondsPerGigabyte) s per GB), answers compared: \(drill.comparison.compared), kept of \
      those given during the backup: \(drill.lateKept)
      """)
  }

  /// A backup that is older than the answers must be found to lack them.
  @Test func `of a backup that is too old is found out`() throws {
    let drill = try RestoreDrill(seed: 32, mebibytes: 0)
    let disaster = try drill.backUp()
    drill.work()
    try drill.restore(disaster.strike())
    #expect(drill.comparison.findings.contains { $0.contains("acknowledged and lost") }, "\(drill.comparison.summary)")
  }
}
