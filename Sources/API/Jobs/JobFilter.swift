import LedgerCore
import Payments
import WalletAPI

/// Which jobs a list wants; all that is given must hold.
struct JobFilter: Sendable {
  private enum Status: String, CaseIterable { case due, waiting, dead }

  private let status: Status?
  private let kind: Job.Kind?
  private let provider: ProviderName?

  init(_ query: Query) throws(Problem) {
    status = try query.choice("status", Status.self)
    kind = try query.choice("kind", Job.Kind.self)
    provider = try query.choice("provider", ProviderName.self)
  }

  /// Whether all that is asked for can be told from when a record is due.
  var isByTimeAlone: Bool { kind == nil && provider == nil }

  func query(at now: Timestamp) -> DueQuery {
    let (next, last) = (now.microseconds + 1, RecordContent.never.microseconds - 1)
    return switch status {
    case nil: DueQuery()
    case .due: DueQuery(to: now)
    case .waiting: DueQuery(from: Timestamp(microseconds: next), to: Timestamp(microseconds: last))
    case .dead: DueQuery(from: RecordContent.never)
    }
  }

  func admits(_ job: Job) -> Bool { (kind == nil || job.kind == kind) && (provider == nil || job.provider == provider) }
}

extension DuePlace {
  /// The time, and behind it 64 bits of the record's number.
  var cursor: UInt128 { UInt128(UInt64(bitPattern: dueAt.microseconds)) << 64 | UInt128(UInt64(bitPattern: record)) }

  init(cursor: UInt128) throws(Problem) {
    let (time, number) = (Int64(exactly: cursor >> 64), Int64(exactly: cursor & UInt128(UInt64.max)))
    guard let time, let number, time <= RecordContent.never.microseconds else {
      throw Problem(.invalidCursor, "The cursor is not one that this list answered.", param: "cursor")
    }
    self.init(dueAt: Timestamp(microseconds: time), record: number)
  }
}
