import LedgerCore

/// Records as they are now that were written or looked for lately. What is done about a record is mostly done soon after it was made, and
/// then need not be looked for in the file.
///
/// Of a commit that is taken back nothing may stay: `forget`.
struct RecentRecords {
  /// Bytes of bodies in a generation; there are two.
  private static let most = 128 << 10
  private static let mostNames = 64

  private struct Name: Hashable {
    let kind: Text
    let name: Text
  }

  private var young: [Int64: RecordChange] = [:]
  private var old: [Int64: RecordChange] = [:]
  private var youngBytes = 0
  /// Of records that were found by their names, which never change.
  private var numbers: [Name: Int64] = [:]

  /// A record that was used stays for a generation more.
  mutating func record(_ number: Int64) -> RecordChange? {
    if let found = young[number] { return found }
    guard let found = old[number] else { return nil }
    note(found)
    return found
  }

  mutating func record(named name: Text, kind: Text) -> RecordChange? {
    numbers[Name(kind: kind, name: name)].flatMap { record($0) }
  }

  /// The record as it is from now on.
  mutating func note(_ change: RecordChange) {
    if youngBytes >= RecentRecords.most {
      (old, young, youngBytes) = (young, [:], 0)
    }
    youngBytes += change.content.body.withBytes { $0.count }
    young[change.record] = change
  }

  mutating func noteName(of change: RecordChange) {
    guard let name = change.content.name else { return }
    if numbers.count >= RecentRecords.mostNames { numbers.removeAll(keepingCapacity: true) }
    numbers[Name(kind: change.content.kind, name: name)] = change.record
  }

  mutating func forget() { self = RecentRecords() }
}
