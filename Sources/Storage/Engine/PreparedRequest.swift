import LedgerCore
import Sodium

/// A request with the work done that needs no balances: hashes, fingerprints, accounts looked up by their codes. Made on the caller's thread, to spare the writer's.
enum PreparedRequest: Sendable {
  case single(PreparedCommand)
  case batch(PreparedBatch)

  init(_ request: LedgerRequest, names: AccountNames, hasher: ShortHash) {
    switch request {
    // With single requests the caller's thread has the most to do: the writer looks their accounts up.
    case .single(let command): self = .single(PreparedCommand(command, names: nil, hasher: hasher))
    case .batch(let batch): self = .batch(PreparedBatch(batch, names: names, hasher: hasher))
    }
  }
}

/// A class: as a value, each of its texts would be counted whenever it is handed on.
final class PreparedCommand: Sendable {
  let operation: Operation
  let keyed: KeyedRequest

  /// The work about records that it is, if it is any.
  var work: (any RecordWork)? { if case .record(let work) = operation { work } else { nil } }

  init(_ command: Command, names: AccountNames?, hasher: ShortHash) {
    operation = names?.lookUp(command.operation) ?? command.operation
    keyed = KeyedRequest(key: command.key, fingerprint: Fingerprint.of(command.operation, hasher: hasher), hasher: hasher)
  }
}

struct PreparedBatch: Sendable {
  let isAtomic: Bool
  let items: [PreparedCommand]
  let keyed: KeyedRequest

  init(_ batch: Batch, names: AccountNames, hasher: ShortHash) {
    isAtomic = batch.isAtomic
    items = batch.items.map { PreparedCommand($0, names: names, hasher: hasher) }
    keyed = KeyedRequest(key: batch.key, fingerprint: Fingerprint.of(batch, hasher: hasher), hasher: hasher)
  }
}
