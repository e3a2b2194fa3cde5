/// Takes the chunks of HTTP/1.1 apart as they arrive (RFC 9112, 7.1): a value that is fed, without I/O.
struct ChunkDecoder {
  /// Most bytes of a chunk: more is not of the daemon.
  private static let chunkBytes = 64 << 20

  private enum State {
    case size
    case data(left: Int)
    case dataEnd
    case ended
  }

  private var state = State.size
  /// The line of a size, as far as it is there.
  private var line: [UInt8] = []

  var hasEnded: Bool { if case .ended = state { true } else { false } }

  /// Appends to `body` what of `bytes` belongs to it.
  mutating func feed(_ bytes: ArraySlice<UInt8>, into body: inout [UInt8]) throws(ClientFailure) {
    var rest = bytes
    while let byte = rest.first {
      switch state {
      case .ended: return
      case .data(let left):
        let piece = rest.prefix(left)
        body.append(contentsOf: piece)
        rest = rest.dropFirst(piece.count)
        state = piece.count == left ? .dataEnd : .data(left: left - piece.count)
      case .dataEnd:
        rest = rest.dropFirst()
        if byte == 10 { state = .size }
      case .size:
        rest = rest.dropFirst()
        guard byte == 10 else {
          line.append(byte)
          guard line.count <= 1_024 else { throw .brokenAnswer(reason: "a chunk has no length") }
          continue
        }
        let digits = String(decoding: line, as: UTF8.self).prefix { $0 != ";" && $0 != "\r" && $0 != "\r\n" }
        line.removeAll(keepingCapacity: true)
        guard let count = Int(digits, radix: 16), (0...ChunkDecoder.chunkBytes).contains(count) else {
          throw .brokenAnswer(reason: "a chunk has no length")
        }
        state = count == 0 ? .ended : .data(left: count)
      }
    }
  }
}
