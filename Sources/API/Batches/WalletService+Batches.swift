import JSON
import LedgerCore
import Tenancy
import WalletAPI

extension WalletService {
  func postBatch(_ call: TenantCall) throws(Problem) {
    var (key, fields) = try mutation(
      call.call, allowed: BodyFields(.atomic, .items), required: BodyFields(.items))
    // Taken, not copied: ten thousand commands would be copied with every key that is filled in.
    var items = fields.items
    fields.items = []
    for index in items.indices where items[index].key.isEmpty {
      items[index].key = try IdempotencyKey.ofItem(index, in: key)
    }
    let recorded = try check(items, call)
    let batch = Batch(key: key, isAtomic: fields.isAtomic, items: items)
    guard recorded.isEmpty else {
      return try record(recorded, call, under: key) { [self] () throws(Problem) in submit(call, batch, waking: true) }
    }
    submit(call, batch, waking: false)
  }

  /// Throws at the first item that this caller may not do, or that the tenant's settings refuse. Answers what needs a row first.
  private func check(_ items: [Command], _ call: TenantCall) throws(Problem) -> [RecordedAct] {
    if let most = call.tenant.settings.batchItems, items.count > most {
      throw Problem(.tooManyItems, "The list 'items' has more than \(most) items, this tenant's bound.", param: "items")
    }
    let isByPerson = call.call.isByPerson
    var recorded: [RecordedAct] = []
    for index in items.indices {
      try call.call.require(items[index].operation.kind.permission, "items[\(index)].type")
      switch items[index].operation {
      case .transfer, .transaction, .placeHold: continue
      case .openAccount(let opening): try allow(opening.currency, in: call.tenant, "items[\(index)].currency")
      case .captureHold, .releaseHold, .reverse, .changeAccount:
        if isByPerson, let act = items[index].operation.recordedAct { recorded.append(act) }
      case .record: preconditionFailure("a batch has no items about records")
      }
    }
    return recorded
  }

  private func submit(_ call: TenantCall, _ batch: Batch, waking: Bool) {
    let kinds = batch.items.indices.map { batch.items[$0].operation.kind }
    let exchange = call.exchange
    let tag = call.ledger.tag
    call.ledger.submit(.batch(batch), waking: waking) { result in
      switch result {
      case .success(.batch(let answers)): exchange.reply(answers, kinds, tag)
      case .success(.batchMismatch(let path)): exchange.refuse(Problem(mismatch: path))
      case .success(.batchPartlyKnown): exchange.refuse(.batchPartlyKnown)
      case .success(.single): preconditionFailure("a batch has an answer for each item")
      case .failure(let failure): exchange.refuse(Problem(failure))
      }
    }
  }
}

extension Exchange {
  fileprivate func reply(_ answers: [Answer], _ kinds: [OperationKind], _ tag: LedgerTag) {
    precondition(answers.count == kinds.count, "a batch has an answer for each item")
    // The batch as a whole is a replay when nothing in it was decided now.
    reply(200, isReplay: answers.allSatisfy(\.isStored), capacity: 32 + 96 * answers.count) { writer in
      writer.beginObject()
      writer.key("results")
      writer.beginArray()
      for index in answers.indices { answers[index].writeResult(of: kinds[index], tag, to: &writer) }
      writer.endArray()
      writer.endObject()
    }
  }
}

extension Answer {
  /// A mismatch is found, not decided: it does not keep a batch from being a replay.
  fileprivate var isStored: Bool {
    switch result {
    case .mismatch: true
    case .posted, .account, .recorded, .refused: isReplay
    }
  }

  /// One item's answer, without anything that a replay would not repeat.
  fileprivate func writeResult(of kind: OperationKind, _ tag: LedgerTag, to writer: inout JSONWriter) {
    switch result {
    case .posted(let rows):
      precondition(!rows.isEmpty, "a transaction has at least one row")
      writer.beginObject()
      writer.key("status")
      writer.integer(kind.status)
      writer.key("id")
      if kind == .placeHold, let hold = rows[0].hold { writer.id(hold) } else { writer.id(rows[0].transactionID(tag)) }
      writer.key("sequence")
      writer.integer(rows[0].sequence)
      writer.key("amount")
      writer.integer(rows[0].amount)
      writer.endObject()
    case .account(let change):
      writer.beginObject()
      writer.key("status")
      writer.integer(kind.status)
      writer.key("id")
      writer.id(change.account.identity.id)
      writer.key("sequence")
      writer.integer(change.sequence)
      writer.endObject()
    case .recorded: preconditionFailure("a batch has no items about records")
    case .refused(let rejection): Problem(rejection).write(to: &writer)
    case .mismatch(let path): Problem(mismatch: path).write(to: &writer)
    }
  }
}

extension OperationKind {
  /// What an item of a batch needs, as its own route does.
  fileprivate var permission: Permission {
    switch self {
    case .transfer, .transaction, .batch: .postTransactions
    case .placeHold: .placeHolds
    case .captureHold, .releaseHold: .resolveHolds
    case .reverse: .reverseTransactions
    case .openAccount: .openAccounts
    case .changeAccount: .controlAccounts
    default: preconditionFailure("a batch has no items about records")
    }
  }

  /// The status of a success: 201 where something new can be fetched.
  fileprivate var status: UInt16 {
    switch self {
    case .transfer, .transaction, .placeHold, .reverse, .openAccount: 201
    case .captureHold, .releaseHold, .changeAccount, .batch: 200
    default: preconditionFailure("a batch has no items about records")
    }
  }
}
