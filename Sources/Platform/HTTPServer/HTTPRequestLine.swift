/// METHOD SP TARGET SP VERSION, one space each.
struct HTTPRequestLine {
  let method: HTTPMethod
  let path: HTTPHead.Span
  let query: HTTPHead.Span?
  let isHTTP10: Bool

  /// - Parameter line: without its CR LF; holds no control characters.
  static func parse(_ line: UnsafeBufferPointer<UInt8>, targetLimit: Int) -> Result<HTTPRequestLine, HTTPFailure> {
    guard let first = line.firstIndex(of: 0x20), first > 0 else { return .failure(.invalidRequestLine) }
    guard let second = line[(first + 1)...].firstIndex(of: 0x20), second > first + 1 else { return .failure(.invalidRequestLine) }
    guard second - first - 1 <= targetLimit else { return .failure(.targetTooLong) }
    guard line[..<first].allSatisfy({ HTTPGrammar.token.contains($0) }) else { return .failure(.invalidMethod) }
    let isHTTP10: Bool
    switch version(UnsafeBufferPointer(rebasing: line[(second + 1)...])) {
    case .failure(let failure): return .failure(failure)
    case .success(let minor): isHTTP10 = minor == 0
    }
    guard let question = target(line, from: first + 1, to: second) else { return .failure(.invalidTarget) }
    return .success(
      HTTPRequestLine(
        method: method(UnsafeBufferPointer(rebasing: line[..<first])), path: HTTPHead.Span(first + 1, question),
        query: question < second ? HTTPHead.Span(question + 1, second) : nil, isHTTP10: isHTTP10))
  }

  /// Where the path ends: at the question mark or the end; nil if the target is not of origin form.
  private static func target(_ line: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int? {
    guard line[start] == UInt8(ascii: "/") else { return nil }
    var question = end
    var index = start
    while index < end {
      let byte = line[index]
      guard HTTPGrammar.target.contains(byte) else { return nil }
      if byte == UInt8(ascii: "%") {
        guard index + 2 < end, HTTPGrammar.hexadecimalValue(of: line[index + 1]) != nil,
          HTTPGrammar.hexadecimalValue(of: line[index + 2]) != nil
        else { return nil }
        index += 2
      } else if byte == UInt8(ascii: "?"), question == end {
        question = index
      }
      index += 1
    }
    return question
  }

  /// The minor version of HTTP/1.
  private static func version(_ text: UnsafeBufferPointer<UInt8>) -> Result<UInt8, HTTPFailure> {
    guard text.count == 8, text[..<5].elementsEqual("HTTP/".utf8), text[6] == UInt8(ascii: "."), isDigit(text[5]),
      isDigit(text[7])
    else { return .failure(.invalidRequestLine) }
    let minor = text[7] - UInt8(ascii: "0")
    guard text[5] == UInt8(ascii: "1"), minor <= 1 else { return .failure(.unsupportedVersion) }
    return .success(minor)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10
  }

  /// Methods are case-sensitive: `get` is another method than `GET`.
  private static func method(_ text: UnsafeBufferPointer<UInt8>) -> HTTPMethod {
    for known in [HTTPMethod.post, .get, .head, .put, .patch, .delete, .options] where text.elementsEqual(known.name.utf8) {
      return known
    }
    return .other(String(decoding: text, as: UTF8.self))
  }
}
