/// The chunked transfer coding (RFC 9112, 7.1), as strict as it can be: extensions are skipped within bounds, trailers are
/// refused, every line ends with CR LF.
struct HTTPChunkDecoder {
  private enum State {
    case size(value: Int, digits: Int)
    case extensions(value: Int, length: Int)
    case sizeLF(value: Int)
    case data(missing: Int)
    case dataCR, dataLF
    case endCR, endLF
  }

  /// Bytes of a chunk's extensions.
  private static let extensionLimit = 256

  private var state = State.size(value: 0, digits: 0)

  mutating func take(
    _ input: UnsafeBufferPointer<UInt8>, into body: inout [UInt8], limit: Int, consumed: inout Int
  ) -> HTTPBodyFraming.Progress {
    var index = 0
    defer { consumed += index }
    while index < input.count {
      if case .data(let missing) = state {
        let count = min(missing, input.count - index)
        body.appendWiping(UnsafeBufferPointer(rebasing: input[index..<(index + count)]))
        index += count
        state = count == missing ? .dataCR : .data(missing: missing - count)
        continue
      }
      let progress = step(input[index], room: limit - body.count)
      index += 1
      guard progress == .incomplete else { return progress }
    }
    return .incomplete
  }

  /// One byte of what surrounds the data.
  private mutating func step(_ byte: UInt8, room: Int) -> HTTPBodyFraming.Progress {
    switch (state, byte) {
    case (.size(let value, let digits), _):
      if let digit = HTTPGrammar.hexadecimalValue(of: byte) {
        guard digits < 16 else { return .failure(.invalidChunk) }
        let grown = min(value, 1 << 56) << 4 | Int(digit)
        guard grown <= room else { return .failure(.bodyTooLarge) }
        state = .size(value: grown, digits: digits + 1)
      } else if digits > 0, byte == 0x0D {
        state = .sizeLF(value: value)
      } else if digits > 0, byte == UInt8(ascii: ";") {
        state = .extensions(value: value, length: 0)
      } else {
        return .failure(.invalidChunk)
      }
    case (.extensions(let value, _), 0x0D): state = .sizeLF(value: value)
    case (.extensions(let value, let length), _):
      guard length < Self.extensionLimit, byte == 0x09 || (byte >= 0x20 && byte != 0x7F) else { return .failure(.invalidChunk) }
      state = .extensions(value: value, length: length + 1)
    case (.sizeLF(let value), 0x0A): state = value == 0 ? .endCR : .data(missing: value)
    case (.dataCR, 0x0D): state = .dataLF
    case (.dataLF, 0x0A): state = .size(value: 0, digits: 0)
    case (.endCR, 0x0D): state = .endLF
    case (.endLF, 0x0A): return .complete
    case (.sizeLF, _), (.data, _), (.dataCR, _), (.dataLF, _), (.endCR, _), (.endLF, _): return .failure(.invalidChunk)
    }
    return .incomplete
  }
}
