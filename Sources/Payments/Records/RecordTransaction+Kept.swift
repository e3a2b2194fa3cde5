package import LedgerCore

extension RecordTransaction {
  /// A record by its id; nil for ids of other tenants, of other kinds, and for ids that never were.
  func find<R: PaymentRecord>(_ id: ID<R.E>, _ type: R.Type = R.self) throws -> Kept<R>? {
    guard id.tag == tag, let change = try record(id.number), change.content.kind == R.kind else { return nil }
    let found: Kept<R> = try read(change)
    return found.id == id ? found : nil
  }

  func find<R: PaymentRecord>(named name: Text, _ type: R.Type = R.self) throws -> Kept<R>? {
    try record(named: name, kind: R.kind).map { try read($0) }
  }

  /// A record that cannot be read refuses the work that needs it. Any other error would be taken for one of the ledger's own, and the ledger be
  /// closed and opened anew.
  private func read<R: PaymentRecord>(_ change: RecordChange) throws(Rejection) -> Kept<R> {
    do throws(MalformedRecord) { return try Kept<R>(change, tag) } catch {
      throw Rejection(.recordUnreadable, FieldPath(.operation))
    }
  }

  @discardableResult func create<R: PaymentRecord>(_ value: R) throws -> Kept<R> {
    Kept(written: value, try create { _ in value.content }, tag)
  }

  @discardableResult func save<R: PaymentRecord>(_ kept: Kept<R>) throws -> Kept<R> {
    Kept(written: kept.value, try change(kept.number, kept.value.content), tag)
  }
}

extension Kept {
  /// Whether somebody said, while a provider was asked about `earlier`, that there is news of it.
  func isHinted(since earlier: Kept<R>) -> Bool {
    change.sequence != earlier.change.sequence && value.dueAt == PollSchedule.atOnce
  }
}

extension Ledger {
  /// A record by its id, as it is now.
  package func find<R: PaymentRecord>(_ id: ID<R.E>, _ type: R.Type = R.self) throws -> Kept<R>? {
    guard id.tag == tag, let change = try record(id.number), change.content.kind == R.kind else { return nil }
    let found = try Kept<R>(change, tag)
    return found.id == id ? found : nil
  }

  package func find<R: PaymentRecord>(named name: Text, _ type: R.Type = R.self) throws -> Kept<R>? {
    try record(named: name, kind: R.kind).map { try Kept<R>($0, tag) }
  }
}
