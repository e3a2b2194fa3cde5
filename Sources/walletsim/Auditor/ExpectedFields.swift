/// The fields of a request in their order, as a key is bound to them.
struct ExpectedFields: Equatable {
  fileprivate struct Field: Equatable {
    let name: String
    let value: String?
  }

  private let operation: String
  /// Before the list of postings, the postings, and behind them.
  private var before: [Field] = []
  private var postings: [[Field]] = []
  private var behind: [Field] = []

  init(_ ask: Ask, accountID: String? = nil) {
    switch ask {
    case .transfer(let leg, let note):
      operation = "transfer"
      before = Self.fields(leg)
      note.add(to: &behind)
    case .transaction(let legs, let note):
      operation = "transaction"
      postings = legs.map(Self.fields)
      note.add(to: &behind)
    case .hold(let leg, let expiresIn, let note):
      operation = "hold"
      before = Self.fields(leg) + [Field(name: "expires_in", value: expiresIn.map { "\($0)" })]
      note.add(to: &behind)
    case .capture(let hold, let amount, let isFinal, let legs, let note):
      operation = "capture"
      before = [
        Field(name: "hold", value: hold), Field(name: "amount", value: amount.map { "\($0)" }),
        Field(name: "final", value: "\(isFinal ?? true)"),
      ]
      postings = legs.map(Self.fields)
      note.add(to: &behind)
    case .release(let hold, let note):
      operation = "release"
      before = [Field(name: "hold", value: hold)]
      note.add(to: &behind)
    case .reverse(let transaction, let note):
      operation = "reverse"
      before = [Field(name: "transaction", value: transaction)]
      note.add(to: &behind)
    case .open(let opening):
      operation = "open"
      before = [
        Field(name: "code", value: opening.code), Field(name: "currency", value: opening.currency),
        Field(name: "class", value: opening.kind), Field(name: "limit", value: opening.floor.map { "\($0)" }),
        Field(name: "managed_by", value: opening.managedBy ?? "none"), Field(name: "metadata", value: opening.order),
      ]
    case .change(let account, _, let change):
      operation = "change"
      before = [Field(name: "account", value: accountID ?? account)]
      switch change {
      case .freeze(let sides): before.append(Field(name: "change", value: "freeze \(Set(sides).sorted())"))
      case .unfreeze(let sides): before.append(Field(name: "change", value: "unfreeze \(Set(sides).sorted())"))
      case .close: before.append(Field(name: "change", value: "close"))
      case .limit(let floor):
        before += [Field(name: "change", value: "limit"), Field(name: "limit", value: floor.map { "\($0)" })]
      }
    }
  }

  init(batchOf count: Int, isAtomic: Bool) {
    operation = "batch"
    before = [Field(name: "atomic", value: "\(isAtomic)"), Field(name: "items", value: "\(count)")]
  }

  /// The first field in which another request differs, as a path; nil when the requests are the same.
  func difference(from other: ExpectedFields) -> String? {
    if operation != other.operation { return "operation" }
    for (mine, theirs) in zip(before, other.before) where mine != theirs { return mine.name }
    // A change of an account has another field behind a limit.
    if before.count != other.before.count { return "change" }
    for (index, (mine, theirs)) in zip(postings, other.postings).enumerated() {
      for (one, two) in zip(mine, theirs) where one != two { return "postings[\(index)].\(one.name)" }
    }
    if postings.count != other.postings.count { return "postings[\(min(postings.count, other.postings.count))]" }
    for (mine, theirs) in zip(behind, other.behind) where mine != theirs { return mine.name }
    return nil
  }

  private static func fields(_ leg: Leg) -> [Field] {
    [
      Field(name: "debit", value: leg.debit), Field(name: "credit", value: leg.credit),
      Field(name: "amount", value: "\(leg.amount)"), Field(name: "currency", value: leg.currency),
      Field(name: "balancing", value: leg.balancing),
    ]
  }
}

extension Note {
  fileprivate func add(to fields: inout [ExpectedFields.Field]) {
    fields.append(ExpectedFields.Field(name: "reference", value: reference))
    fields.append(ExpectedFields.Field(name: "effective_at", value: effectiveAt.map { "\($0)" }))
    fields.append(ExpectedFields.Field(name: "metadata", value: order))
  }
}
