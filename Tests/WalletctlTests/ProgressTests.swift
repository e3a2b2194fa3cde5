import Testing

@testable import walletctl

struct ProgressTests {
  private final class Time { var milliseconds: Int64 = 0 }

  private func line(terminal: Bool = true, quiet: Bool = false, _ unit: ProgressLine.Unit = .items) -> (
    ProgressLine, Captured, Time
  ) {
    let (streams, time) = (Captured(terminal: terminal), Time())
    return (ProgressLine(streams, isQuiet: quiet, "done", unit, clock: { time.milliseconds }), streams, time)
  }

  @Test func `nothing is shown in the first second, then not more than five times a second`() {
    let (progress, streams, time) = line()
    time.milliseconds = 1_000
    progress.show(10)
    #expect(streams.remarks.isEmpty)
    time.milliseconds = 2_000
    progress.show(4_000)
    progress.show(4_001)
    #expect(streams.remarks == "\r\u{1B}[K4,000 done, 2,000 a second")
    time.milliseconds = 2_150
    progress.show(5_000)
    #expect(!streams.remarks.contains("5,000"))
    progress.clear()
    #expect(streams.remarks.hasSuffix("\r\u{1B}[K"))
  }

  @Test func `with a total there is a bar, and the time that is left`() {
    let (progress, streams, time) = line(.bytes)
    time.milliseconds = 10_000
    progress.show(512 << 20, of: 2_048 << 20)
    #expect(streams.remarks == "\r\u{1B}[K[=====               ] 512 MiB of 2.0 GiB done, 30 s left")
    time.milliseconds = 40_000
    progress.show(.max, of: .max)
    #expect(streams.remarks.contains("[====================]"))
  }

  @Test func `nothing goes into pipes, and nothing is said to who wants quiet`() {
    for (progress, streams, time) in [line(terminal: false), line(quiet: true)] {
      time.milliseconds = 60_000
      progress.show(1)
      progress.show(waiting: "waiting")
      progress.clear()
      #expect(streams.remarks.isEmpty)
    }
  }

  @Test func `work of which nothing is known shows that it goes on`() {
    let (progress, streams, time) = line()
    time.milliseconds = 65_000
    progress.show(waiting: "waiting for the daemon")
    #expect(streams.remarks == "\r\u{1B}[Kwaiting for the daemon, 1 min")
  }
}
