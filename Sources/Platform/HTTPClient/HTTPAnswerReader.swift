/// Puts an answer together from the pieces that libcurl hands over, within its limits.
struct HTTPAnswerReader {
  private let mostHeadBytes: Int
  private let mostBodyBytes: Int
  private var headBytes = 0
  private var hasHead = false
  private(set) var headers: [HTTPCall.Header] = []
  private(set) var body: [UInt8] = []
  /// What was too large.
  private(set) var overflow: String?

  init(mostHeadBytes: Int, mostBodyBytes: Int) {
    self.mostHeadBytes = mostHeadBytes
    self.mostBodyBytes = mostBodyBytes
  }

  /// One line of a head, its end included. Heads of interim answers (1xx) are forgotten, trailers are not kept. False: no more is
  /// wanted.
  mutating func read(head line: UnsafeRawBufferPointer) -> Bool {
    headBytes += line.count
    guard headBytes <= mostHeadBytes else {
      overflow = "the head of the answer is larger than \(mostHeadBytes) bytes"
      return false
    }
    let text = line.drop(while: HTTPAnswerReader.isSpace)
    if !hasHead, let colon = line.firstIndex(of: UInt8(ascii: ":")), text.startIndex == line.startIndex, colon > 0,
      !isStatus(line)
    {
      let value = line[(colon + 1)...].drop(while: HTTPAnswerReader.isSpace)
      let end = value.lastIndex { !HTTPAnswerReader.isSpace($0) }.map { $0 + 1 } ?? value.startIndex
      headers.append(
        HTTPCall.Header(
          String(decoding: line[..<colon], as: UTF8.self).lowercased(), String(decoding: value[..<end], as: UTF8.self)))
    } else if isStatus(line) {
      headers = []
      hasHead = false
    } else if text.isEmpty {
      hasHead = true
    }
    return true
  }

  mutating func read(body bytes: UnsafeRawBufferPointer) -> Bool {
    guard body.count + bytes.count <= mostBodyBytes else {
      overflow = "the answer is larger than \(mostBodyBytes) bytes"
      return false
    }
    body.append(contentsOf: bytes)
    return true
  }

  private func isStatus(_ line: UnsafeRawBufferPointer) -> Bool { line.starts(with: "HTTP/".utf8) }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
