/// What SQLite asked of the disk.
package struct DiskCall: Sendable, Equatable, CustomStringConvertible {
  package enum Kind: String, Sendable, CaseIterable {
    case open, delete, access, size, read, write, truncate, sync
  }

  package let kind: Kind
  /// Its path below the disk's directory.
  package let file: String

  package init(_ kind: Kind, _ file: String) {
    self.kind = kind
    self.file = file
  }

  /// Whether it can change what survives a power cut.
  package var changes: Bool {
    switch kind {
    case .open, .delete, .write, .truncate, .sync: true
    case .access, .size, .read: false
    }
  }

  package var description: String { "\(kind) \(file)" }
}

/// How a disk fails.
package enum DiskFault: String, Sendable, CaseIterable {
  /// EIO, whatever is asked. A sync that fails so has lost what it should have saved.
  case io
  /// ENOSPC: a write stops in its middle, nothing new can be made; reading, deleting and syncing go on.
  case full
  /// A write stops in its middle with EIO.
  case shortWrite
  /// fsync answers EIO; everything else works.
  case syncFails
  /// fsync answers that all is well, and saves nothing: a broken disk, for tests that must notice.
  case syncLies

  package enum Lasting: String, Sendable, CaseIterable {
    case once, forGood
  }

  /// Whether a call of that kind meets this fault.
  func meets(_ kind: DiskCall.Kind, making: Bool) -> Bool {
    switch self {
    case .io: true
    case .full: kind == .write || kind == .open && making
    case .shortWrite: kind == .write
    case .syncFails, .syncLies: kind == .sync
    }
  }
}

/// What a power cut leaves of what was not synced. What was synced is always left as it was.
package enum Survival: Sendable, Equatable, CustomStringConvertible {
  /// Nothing.
  case nothing
  /// Everything up to some moment, in the order it was asked for.
  case prefix
  /// Any part in any order: each sector of that many bytes, each file's length and each directory by itself.
  case anyOf(sector: Int)
  /// The same, and sectors under way are torn, zeros, or bytes that nobody wrote.
  case garbled

  package static let all: [Survival] = [.nothing, .prefix, .anyOf(sector: 4_096), .anyOf(sector: 512), .garbled]

  package var description: String {
    switch self {
    case .nothing: "nothing unsynced"
    case .prefix: "a prefix"
    case .anyOf(let sector): "any sectors of \(sector)"
    case .garbled: "garbled"
    }
  }
}
