import JSON
import LedgerCore
import WalletClient

/// Questions to the daemon, asked by a thread of the pool, and answered by a message.
///
/// An ask of a slot takes the place of one that waits there, and only the answer to the last one counts: a slow answer never overwrites a
/// newer one.
struct Ask: Sendable {
  let slot: Slot
  let number: Int
  let requests: [ClientRequest]
  /// The tenant's header; nil: the caller's own, or none.
  let tenant: String?
  /// Pages of a list to read one after the other, following the cursors from the one request on.
  var pages = 1

  /// What an answer is for.
  enum Slot: Hashable, Sendable {
    case head(page: Int)
    case rows(page: Int, part: Int)
    case gather(page: Int)
    case asItWas(page: Int)
    case tenants
    case pulse
    case findings
    case preview
    case completion
    /// A change: never dropped.
    case act
  }
}

/// The answer to one request.
enum Answered: Sendable {
  case json(JSONValue, isReplay: Bool)
  /// What is no JSON: the counters.
  case text(String)
  case trouble(Trouble)

  var value: JSONValue? {
    switch self {
    case .json(let value, _): value
    case .text, .trouble: nil
    }
  }

  var trouble: Trouble? {
    switch self {
    case .trouble(let trouble): trouble
    case .json, .text: nil
    }
  }
}

struct Answer: Sendable {
  let slot: Ask.Slot
  let number: Int
  let results: [Answered]
  let at: Timestamp
}
