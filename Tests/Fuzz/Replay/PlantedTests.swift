import Foundation
import Testing

/// What etc/sanitize must find before its silence means anything: compiled and run as every other test is.
@Suite(.serialized) struct `Bugs planted for the sanitizers` {
  private static func isPlanted(_ name: String) -> Bool { ProcessInfo.processInfo.environment["WALLETD_PLANT"] == name }

  @Test(.enabled(if: isPlanted("thread"))) func `are a race`() {
    nonisolated(unsafe) let counter = UnsafeMutablePointer<Int>.allocate(capacity: 1)
    counter.initialize(to: 0)
    defer { counter.deallocate() }
    let ended = DispatchSemaphore(value: 0)
    for _ in 0..<2 {
      Thread.detachNewThread {
        for _ in 0..<1_000 { counter.pointee += 1 }
        ended.signal()
      }
    }
    ended.wait()
    ended.wait()
    #expect(counter.pointee > 0)
  }

  @Test(.enabled(if: isPlanted("address"))) func `are an overflow`() {
    let numbers = UnsafeMutablePointer<Int>.allocate(capacity: 4)
    numbers.initialize(repeating: 1, count: 4)
    defer { numbers.deallocate() }
    let beyond = Int(ProcessInfo.processInfo.environment["WALLETD_PLANT_INDEX"] ?? "4") ?? 4
    #expect(numbers[beyond] != 1 || numbers[beyond] == 1)
  }
}
