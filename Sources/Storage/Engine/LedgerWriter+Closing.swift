import LedgerCore
import SQLite

extension LedgerWriter {
  /// Writes derived state up to the last commit if the next opening would have much to replay otherwise, and finishes what merging runs has
  /// begun: an opening drops what is half done.
  func settleForClosing() throws {
    guard index.activeCount + index.frozenCount >= options.entriesReplayed else { return }
    try inTransaction { try maintenance.finishFlush(book, index, file) }
    if index.activeCount >= options.entriesReplayed {
      maintenance.beginFlush(
        at: Watermark(
          sequence: durable.sequence, sealNumber: chain.number, seal: chain.seal, postings: durablePostings), &index)
      try inTransaction { try maintenance.finishFlush(book, index, file) }
    }
    while maintenance.hasSmallMerge(entries: options.entriesPerRun * 4) {
      try inTransaction { try maintenance.finishMerge(file) }
    }
  }

  private func inTransaction(_ body: () throws -> Void) throws {
    try file.beginIfNeeded()
    do {
      try body()
      try file.commit()
    } catch {
      try rollback()
      throw error
    }
    maintenance.settle(&index, filterBytes: options.filterBytes)
  }
}
