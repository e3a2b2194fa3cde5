import HTTPServer
import JSON
import LedgerCore
import WalletAPI

/// How the answer to a command is shown.
enum ReplyShape: Sendable {
  case transaction, placedHold, resolvedHold, account, walletTransfer
}

/// What all mutations share: the body's fields, the key, the way to the ledger and back.
extension WalletService {
  /// Reads the body and the key. `required` are fields that must be there.
  ///
  /// - Parameter mayBeEmpty: a request without a body means one without fields.
  func mutation(
    _ call: Call, allowed: BodyFields, required: BodyFields = [], mayBeEmpty: Bool = false
  ) throws(Problem) -> (key: Text, fields: RequestFields) {
    let request = call.request
    try refuseMediaType(request)
    let header = try IdempotencyKey.inHeader(request)
    var fields = RequestFields()
    if request.body.isEmpty {
      guard mayBeEmpty else { throw Problem(.bodyRequired, "The request has no body; it needs a JSON object.") }
    } else {
      fields = try BodyReader.read(request.body, allowed: allowed.union(BodyFields(.idempotencyKey)))
    }
    if let missing = required.subtracting(fields.seen).first { throw .missing("\(missing.name)") }
    return (try IdempotencyKey.choose(header: header, body: fields.key), fields)
  }

  func refuseMediaType(_ request: HTTPRequest) throws(Problem) {
    guard !request.body.isEmpty, let type = request.header("content-type") else { return }
    let essence = type.bytes.prefix { $0 != UInt8(ascii: ";") && $0 != 0x20 && $0 != 0x09 }
    let wanted: StaticString = "application/json"
    guard essence.count == wanted.utf8CodeUnitCount,
      zip(essence, UnsafeBufferPointer(start: wanted.utf8Start, count: essence.count)).allSatisfy({ $0 | 0x20 == $1 | 0x20 })
    else {
      throw Problem(
        .unsupportedMediaType, "The body's Content-Type is '\(type.string.prefix(64))'; it must be application/json.",
        param: "Content-Type")
    }
  }

  /// Hands a command to the ledger and answers when it is durable.
  func submit(_ call: TenantCall, _ command: Command, _ shape: ReplyShape, status: UInt16, waking: Bool = false) {
    let exchange = call.exchange
    let ledger = call.ledger
    ledger.submit(.single(command), waking: waking) { result in
      switch result {
      case .success(.single(let answer)): exchange.reply(answer, shape, ledger, status: status)
      case .success(.batch), .success(.batchMismatch), .success(.batchPartlyKnown):
        preconditionFailure("a single command has a single answer")
      case .failure(let failure): exchange.refuse(Problem(failure))
      }
    }
  }
}

extension Exchange {
  func reply(_ answer: Answer, _ shape: ReplyShape, _ ledger: any Ledger, status: UInt16) {
    switch answer.result {
    case .posted(let rows):
      reply(status, isReplay: answer.isReplay) { writer in
        switch shape {
        case .transaction: TransactionRendering.write(rows, ledger, to: &writer)
        case .placedHold: HoldRendering.write(placed: rows, ledger, to: &writer)
        case .resolvedHold: HoldRendering.write(resolved: rows, ledger, to: &writer)
        case .walletTransfer: WalletTransferRendering.write(rows, ledger, to: &writer)
        case .account: preconditionFailure("a change of an account has no postings")
        }
      }
    case .account(let change):
      reply(status, isReplay: answer.isReplay) { AccountRendering.write(change, to: &$0) }
    case .recorded: preconditionFailure("records are shown by their own rooms")
    case .refused(let rejection): refuse(Problem(rejection), isReplay: answer.isReplay)
    case .mismatch(let path): refuse(Problem(mismatch: path))
    }
  }
}
