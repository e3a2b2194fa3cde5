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
  /// Rows of a list that are wanted; the others are only counted. Nil: all of them, as the answer has them.
  var sift: (@Sendable (JSONValue) -> Bool)?
  /// A row behind which none is wanted.
  var ends: (@Sendable (JSONValue) -> Bool)?

  /// The answers, by whoever knows how one request is answered.
  func results(_ answer: (ClientRequest) -> Answered) -> [Answered] {
    guard pages > 1 || sift != nil, var request = requests.first else { return requests.map(answer) }
    var results: [Answered] = []
    while results.count < pages {
      let answered = answer(request)
      guard let list = answered.value else { return results + [answered] }
      let isEnd = ends.map { ends in (list["data"]?.arrayValue ?? []).contains(where: ends) } ?? false
      let next = isEnd ? nil : list["cursor"]?.stringValue
      results.append(
        sift.map {
          .sifted(rows: (list["data"]?.arrayValue ?? []).filter($0), read: list["data"]?.arrayValue?.count ?? 0, next: next)
        } ?? answered)
      guard let next else { break }
      request.query.removeAll { $0.name == "cursor" }
      request.query.append(("cursor", next))
    }
    return results
  }

  /// What an answer is for.
  enum Slot: Hashable, Sendable {
    case head(page: Int)
    /// What the head says is to be asked.
    case more(page: Int)
    case rows(page: Int, part: Int)
    case gather(page: Int)
    case asItWas(page: Int)
    /// What the list does not say about its rows.
    case beside(page: Int)
    case tenants
    case pulse
    /// What has been paid today.
    case takings
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
  /// The wanted rows of a page, how many it had, and where the next one begins.
  case sifted(rows: [JSONValue], read: Int, next: String?)
  case trouble(Trouble)

  var value: JSONValue? {
    switch self {
    case .json(let value, _): value
    case .text, .sifted, .trouble: nil
    }
  }

  var trouble: Trouble? {
    switch self {
    case .trouble(let trouble): trouble
    case .json, .text, .sifted: nil
    }
  }
}

struct Answer: Sendable {
  let slot: Ask.Slot
  let number: Int
  let results: [Answered]
  let at: Timestamp
}
