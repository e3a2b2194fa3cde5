/// What somebody who mistyped a word may have meant.
enum Suggestion {
  /// The nearest of `candidates`, if it is near: a third of the letters may differ.
  static func nearest(_ word: String, in candidates: [String]) -> String? {
    let letters = Array(word.lowercased())
    // What is much longer than a candidate is not near it: not worth a table of all its letters, which may be a whole file's.
    let scored = candidates.filter { letters.count <= $0.count + max(1, $0.count / 3) }
      .map { (candidate: $0, distance: distance(letters, Array($0.lowercased()))) }
    guard let best = scored.min(by: { $0.distance < $1.distance }) else { return nil }
    let isPrefix = word.count >= 2 && best.candidate.hasPrefix(word)
    if let prefixed = candidates.first(where: { word.count >= 2 && $0.hasPrefix(word) }), !isPrefix, best.distance > 1 {
      return prefixed
    }
    return best.distance <= max(1, best.candidate.count / 3) || isPrefix ? best.candidate : nil
  }

  /// Letters to insert, delete, exchange, or swap with their neighbour (optimal string alignment).
  static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var table = [[Int]](repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in 0...a.count { table[i][0] = i }
    for j in 0...b.count { table[0][j] = j }
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    for i in 1...a.count {
      for j in 1...b.count {
        let cost = a[i - 1] == b[j - 1] ? 0 : 1
        table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + cost)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
        }
      }
    }
    return table[a.count][b.count]
  }
}
