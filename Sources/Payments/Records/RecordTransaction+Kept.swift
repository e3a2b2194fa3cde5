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
    try Kept(try create { _ in value.content }, tag)
  }

  @discardableResult func save<R: PaymentRecord>(_ kept: Kept<R>) throws -> Kept<R> {
    try Kept(try change(kept.number, kept.value.content), tag)
  }
}

extension RecordTransaction {
  /// An attempt that is not through, with what it is made for; nil where it is through, or nothing was begun for it.
  func open(
    _ id: AttemptID, _ purpose: Attempt.Purpose
  ) throws -> (attempt: Kept<Attempt>, intent: Kept<Intent>, payment: Kept<Payment>)? {
    guard let attempt = try find(id, Attempt.self), attempt.value.purpose == purpose, attempt.value.state.isOpen,
      let intent = try find(attempt.value.intent, Intent.self),
      let payment = try intent.value.payment.flatMap({ try find($0, Payment.self) })
    else { return nil }
    return (attempt, intent, payment)
  }

  /// What came of an attempt is not known: somebody asks again.
  func postpone(_ attempt: inout Kept<Attempt>, _ outcome: ProviderOutcome) throws {
    attempt.value.state = .unknown
    if case .unknown(let refusal) = outcome { attempt.value.refusal = refusal }
    attempt.value.questions += 1
    attempt.value.dueAt = PollSchedule.nextWhileUnknown(attempt.number, attempt.value.questions, now: now)
    attempt = try save(attempt)
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
