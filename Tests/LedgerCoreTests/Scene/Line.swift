/// One line of a rule table: `transfer alice bob 100, bob carol 50 effective=now → posted 100, posted 50`.
///
/// A verb, positional words (several postings are set apart by commas), `name=value` options, an arrow, the expected answer.
struct Line {
  let text: String
  let verb: String
  /// The words between commas.
  let segments: [[String]]
  let options: [String: String]
  let answer: String

  init(_ text: String) throws {
    let halves = text.split(separator: "→", maxSplits: 1).map { $0.split(separator: " ").map(String.init) }
    guard halves.count == 2, let verb = halves[0].first else { throw Unreadable(line: text, why: "no verb, or no arrow") }
    self.text = text
    self.verb = verb
    answer = halves[1].joined(separator: " ")
    var segments: [[String]] = [[]]
    var options: [String: String] = [:]
    for word in halves[0].dropFirst() {
      let endsSegment = word.hasSuffix(",")
      let word = endsSegment ? String(word.dropLast()) : word
      let pair = word.split(separator: "=", maxSplits: 1).map(String.init)
      if pair.count == 2 {
        options[pair[0]] = pair[1]
      } else {
        segments[segments.count - 1].append(word)
      }
      if endsSegment { segments.append([]) }
    }
    self.segments = segments
    self.options = options
  }

  /// The lines of a table: blank lines and lines that begin with `#` are for readers.
  static func all(in text: String) throws -> [Line] {
    try text.split(separator: "\n").map { $0.drop { $0 == " " } }.filter { !$0.isEmpty && !$0.hasPrefix("#") }
      .map { try Line(String($0)) }
  }

  /// In how many fields two requests differ.
  func differences(from other: Line) -> Int {
    var count = verb == other.verb ? 0 : 1
    let (mine, others) = (segments.flatMap { $0 }, other.segments.flatMap { $0 })
    for index in 0..<max(mine.count, others.count) {
      if index >= mine.count || index >= others.count || mine[index] != others[index] { count += 1 }
    }
    for name in Set(options.keys).union(other.options.keys) where options[name] != other.options[name] { count += 1 }
    return count
  }
}

/// A mistake in a table, not in the rules.
struct Unreadable: Error {
  let line: String
  let why: String
}
