import JSON
import WalletAPI
import WalletClient

/// Something that can be done to a row. Capital letters act, small letters look.
struct Act: Sendable {
  /// What is to be typed before it can be done, beside the confirmation.
  enum Input: Sendable {
    /// A new file, which takes a secret that is shown nowhere.
    case secretFile(@Sendable (JSONValue) -> String)
  }

  let key: Character
  /// A verb.
  let name: String
  let help: String
  let operation: OperationID
  /// Why it cannot be done to this row now; nil: it can.
  let refusal: @Sendable (JSONValue) -> String?
  /// The object as it is now, asked for before the confirmation is shown.
  let subject: @Sendable (JSONValue) -> ClientRequest
  /// What is asked; about the object as it is now.
  let question: @Sendable (JSONValue) -> String
  /// The entries that will be posted: shown before, and with balances before and after.
  var postings: @Sendable (JSONValue) -> [PostingInput] = { _ in [] }
  var input: Input?
  let request: @Sendable (JSONValue) -> (path: String, body: JSONValue)
  /// The same as words for `walletctl`.
  let command: @Sendable (JSONValue) -> [String]
  /// What is said when it was done; about the answer.
  let done: @Sendable (JSONValue) -> String
}
