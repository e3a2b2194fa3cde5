import JSON
import LedgerCore

/// An act that waits for a yes: what it will do is on the screen before it is done.
struct Confirmation: Sendable {
  enum Stage: Sendable {
    /// The object and the accounts are being asked for.
    case looking
    /// It may be said yes to.
    case ready
    case sending
    case failed(Trouble)
  }

  let act: Act
  /// The row it was asked for on.
  let row: JSONValue
  /// One key for this wish, however often it is sent.
  let key: String
  var stage = Stage.looking
  /// The object as it is now.
  var subject: JSONValue?
  /// A line for each side of each posting, with balances before and after.
  var lines: [JSONValue] = []
  var warnings: [String] = []
  /// Why it cannot be done; found when it was looked at.
  var refusal: String?
  /// What is to be typed: the amount in major units. Nil: y is enough.
  var wanted: String?
  var typed = LineEditor()
  /// The file a secret goes to.
  var file: LineEditor?

  init(_ act: Act, row: JSONValue, key: String) {
    self.act = act
    self.row = row
    self.key = key
  }

  /// Whether yes may be said: all that was to be typed is.
  var isSatisfied: Bool {
    guard case .ready = stage, refusal == nil else { return false }
    if let file, file.text.isEmpty { return false }
    guard let wanted else { return true }
    return Confirmation.digits(typed.text) == wanted
  }

  /// `25.000`, `Rp25.000` and `25000` are one amount to whoever types it; what has other letters is none.
  static func digits(_ text: String) -> String {
    var rest = Substring(text.filter { $0 != " " })
    if rest.lowercased().hasPrefix("rp") { rest = rest.dropFirst(2) }
    guard rest.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "." || $0 == ",") }) else { return text }
    return rest.filter { $0 != "." && $0 != "," }
  }

  /// The amount to type: the sum of what is posted, as digits with the decimals it has.
  static func wanted(_ postings: [PostingInput], _ large: LargeAmounts) -> String? {
    guard let first = postings.first, let currency = first.currency.flatMap({ Currency($0) }) else { return nil }
    let most = postings.map(\.amount).max() ?? 0
    guard large.isLarge(most, currency) else { return nil }
    return digits(AmountText(isMinor: false).text(most, currency.code).drop { !$0.isNumber }.description)
  }
}
