import LedgerCore
import Testing

/// The ends of the number range.
@Suite struct `The bound of counters` {
  @Test func `a counter reaches its bound and no further, reserved amounts counted in`() throws {
    let scene = try Scene(
      """
      open a IDR asset     none → opened
      open b IDR liability none → opened
      open c IDR asset     none → opened
      """)
    try scene.compare(
      """
      transfer a b max   → posted 4611686018427387903
      transfer a b max+1 → amount_overflow at amount (a): 4611686018427387904
      hold     a b max+1 → amount_overflow at amount (a): 4611686018427387904
      hold     a b max   → held 4611686018427387903
      """)
    try scene.play(
      """
      hold a b max-10 as=h → held 4611686018427387893
      transfer a b 11      → amount_overflow at amount (a): 11
      transfer c b 11      → amount_overflow at amount (b): 11
      transfer a b 10      → posted 10
      hold a b 1           → amount_overflow at amount (a): 1
      capture h rest       → captured 4611686018427387893
      balance b            → posted 4611686018427387903 available 4611686018427387903 debits 0+0 credits 4611686018427387903+0
      transfer a b 1       → amount_overflow at amount (a): 1
      # What has moved, not what stands: coming back does not make room.
      transfer b a max     → posted 4611686018427387903
      balance b            → posted 0 available 0 debits 4611686018427387903+0 credits 4611686018427387903+0
      transfer a b 1       → amount_overflow at amount (a): 1
      """)
  }

  @Test func `the lowest floor and the lowest balance do not overflow`() throws {
    try Scene().play(
      """
      open line IDR liability none   → opened
      open bank IDR asset     none   → opened
      limit line -4611686018427387903 → limited
      transfer line bank max         → posted 4611686018427387903
      balance line                   → posted -4611686018427387903 available -4611686018427387903 debits 4611686018427387903+0 credits 0+0
      limit line 4611686018427387903 → limited
      transfer line bank 1           → amount_overflow at amount (line): 1
      """)
  }

  @Test func `no amount, floor or capture outside of its range comes in`() async {
    await #expect(processExitsWith: .failure) {
      try Scene("open a IDR asset none → opened\nopen b IDR liability none → opened").play("transfer a b 0 → posted 0")
    }
    await #expect(processExitsWith: .failure) {
      try Scene("open a IDR asset none → opened\nopen b IDR liability none → opened\nhold a b 5 as=h → held 5")
        .play("capture h 0 → captured 0")
    }
    await #expect(processExitsWith: .failure) {
      _ = try Scene("open a IDR liability -4611686018427387904 → opened")
    }
  }
}
