import Foundation
import SQLite
import Testing

@testable import LedgerCore
@testable import Storage

/// Somebody else holds the lock for writing: a reader that looks at the log's index once more, for microseconds, or a tool of an administrator.
@Suite struct `A ledger whose file is locked` {
  private func hold(_ fixture: Fixture, milliseconds: Int) throws -> DispatchSemaphore {
    let other = try Connection(path: fixture.ledger.path, mode: .readWrite)
    try other.execute("BEGIN IMMEDIATE")
    let isOver = DispatchSemaphore(value: 0)
    // One thread at a time uses the connection.
    nonisolated(unsafe) let handed = other
    let never = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      // How long it is held is what the test is about.
      _ = never.wait(timeout: .now() + .milliseconds(milliseconds))
      _ = Result { try handed.execute("ROLLBACK") }
      isOver.signal()
    }
    return isOver
  }

  @Test func `waits a little, and nobody is refused`() throws {
    let fixture = try Fixture()
    for code in ["a", "b"] { try fixture.open(code) }
    for number in 1...5 {
      let isOver = try hold(fixture, milliseconds: 30)
      #expect(try fixture.transfer("a", "b", 1).rows.count == 1)
      isOver.wait()
      #expect(fixture.balance("b") == Int64(number))
    }
  }

  @Test func `says after a while that nothing was applied, and goes on when it is free`() throws {
    let fixture = try Fixture()
    for code in ["a", "b"] { try fixture.open(code) }
    let isOver = try hold(fixture, milliseconds: 1_500)
    let key = fixture.key()
    #expect {
      try fixture.transfer("a", "b", 1, key: key)
    } throws: { error in
      if case .notApplied(let why)? = error as? LedgerFailure { why.contains("busy") } else { false }
    }
    isOver.wait()
    #expect(try fixture.transfer("a", "b", 1, key: key).rows.count == 1 && fixture.balance("b") == 1)
  }
}
