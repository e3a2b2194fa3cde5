import JSON
import LedgerCore
import WalletAPI
import WalletClient

/// Something that can be done to a row. Capital letters act, small letters look.
///
/// Of what was typed for it the object has a member `typed` (amounts in minor units), and of what was asked besides a list `also`: that is
/// what its question, its postings and its request are made of.
struct Act: Sendable {
  /// What is to be typed before it can be done, beside the confirmation.
  enum Input: Sendable {
    /// A new file, which takes a secret that is shown nowhere.
    case secretFile(@Sendable (JSONValue) -> String)
    /// Lines that say how it is to be done, before it is shown what that does.
    case form([Field])
  }

  /// A line of a form.
  struct Field: Sendable {
    enum Kind: Sendable {
      /// Of the object's currency, more than zero.
      case amount
      case text
      case choice([String])
    }

    /// Its member of `typed`.
    let name: String
    let kind: Kind
    /// What stands there at first.
    let initial: @Sendable (JSONValue) -> String
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
  /// What else has to be known to say what it does; one that is not there is null in `also`.
  var also: @Sendable (JSONValue) -> [ClientRequest] = { _ in [] }
  /// What is asked; about the object as it is now.
  let question: @Sendable (JSONValue) -> String
  /// The entries that will be posted: shown before, and with balances before and after.
  var postings: @Sendable (JSONValue) -> [PostingInput] = { _ in [] }
  /// An amount that is typed again, however small; nil: only a large one is.
  var typed: @Sendable (JSONValue) -> Money? = { _ in nil }
  /// What the entries do not say.
  var note: @Sendable (JSONValue) -> String = { _ in "" }
  var input: Input?
  let request: @Sendable (JSONValue) -> (path: String, body: JSONValue)
  /// The same as words for `walletctl`.
  let command: @Sendable (JSONValue) -> [String]
  /// What is said when it was done; about the answer.
  let done: @Sendable (JSONValue) -> String
}
