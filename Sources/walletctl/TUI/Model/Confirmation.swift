import JSON
import LedgerCore

/// An act that waits for a yes: what it will do is on the screen before it is done.
struct Confirmation: Sendable {
  enum Stage: Sendable {
    /// What it is to do is being typed.
    case filling
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
  /// The object as it is now, with what was typed and asked besides.
  var subject: JSONValue?
  var form: ActForm?
  /// What is asked besides is being waited for.
  var awaitsAlso = false
  /// The accounts that are being asked for, as the postings call them.
  var accounts: [AccountName] = []
  /// A line for each side of each posting, with balances before and after.
  var lines: [JSONValue] = []
  var warnings: [String] = []
  /// Why it cannot be done; found when it was looked at.
  var refusal: String?
  /// The amount that is to be typed. Nil: y is enough.
  var wanted: Money?
  var typed = LineEditor()
  /// The file a secret goes to.
  var file: LineEditor?

  /// An account as a posting names it.
  struct AccountName: Hashable, Sendable {
    let text: String
    let currency: String?
  }

  init(_ act: Act, row: JSONValue, key: String) {
    self.act = act
    self.row = row
    self.key = key
    if case .form(let fields) = act.input {
      form = ActForm(fields, about: row)
      stage = .filling
    }
  }

  /// Whether yes may be said: all that was to be typed is.
  var isSatisfied: Bool {
    guard case .ready = stage, refusal == nil else { return false }
    if let file, file.text.isEmpty { return false }
    guard let wanted else { return true }
    return TypedAmount.parse(typed.text, wanted.currency) == wanted.amount
  }

  /// The amount to type: the largest of what is posted, where it is large.
  static func wanted(_ postings: [PostingInput], _ large: LargeAmounts) -> Money? {
    guard let largest = postings.max(by: { $0.amount < $1.amount }), let currency = largest.currency.flatMap({ Currency($0) }),
      large.isLarge(largest.amount, currency)
    else { return nil }
    return Money(largest.amount, currency)
  }
}

/// An amount as it is typed again: `12000000`, `12.000.000` and `Rp12.000.000,00` are one; what is grouped wrongly is none.
enum TypedAmount {
  static func parse(_ text: String, _ currency: Currency) -> Int64? {
    let isRupiah = currency.code == "IDR"
    let (group, decimal): (Character, Character) = isRupiah ? (".", ",") : (",", ".")
    var rest = text.filter { $0 != " " }[...]
    for sign in [currency.code, isRupiah ? "Rp" : ""] where !sign.isEmpty && rest.lowercased().hasPrefix(sign.lowercased()) {
      rest = rest.dropFirst(sign.count)
      break
    }
    let parts = rest.split(separator: decimal, omittingEmptySubsequences: false)
    guard let whole = parts.first, parts.count <= 2 else { return nil }
    let groups = whole.split(separator: group, omittingEmptySubsequences: false)
    let isGrouped = groups.count > 1
    guard let first = groups.first, !first.isEmpty, !isGrouped || first.count <= 3,
      groups.dropFirst().allSatisfy({ $0.count == 3 })
    else {
      return nil
    }
    let major = groups.joined() + (parts.count == 2 ? "." + parts[1] : "")
    guard !major.hasPrefix("-") else { return nil }
    do throws(Money.Failure) { return try Money(major: major, currency: currency).amount } catch { return nil }
  }
}
