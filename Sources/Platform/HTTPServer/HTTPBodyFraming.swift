/// Where a body ends, and how much of it is still to come.
enum HTTPBodyFraming {
  enum Progress: Equatable {
    case incomplete
    case complete
    case failure(HTTPFailure)
  }

  /// Bytes still missing.
  case length(Int)
  case chunked(HTTPChunkDecoder)

  /// Moves body bytes from `input` to `body`; adds what it used to `consumed`.
  mutating func take(
    _ input: UnsafeBufferPointer<UInt8>, into body: inout [UInt8], limit: Int, consumed: inout Int
  ) -> Progress {
    switch self {
    case .length(let missing):
      let count = min(missing, input.count)
      if count > 0 {
        body.appendWiping(UnsafeBufferPointer(rebasing: input[..<count]))
        consumed += count
      }
      self = .length(missing - count)
      return count == missing ? .complete : .incomplete
    case .chunked(var decoder):
      let progress = decoder.take(input, into: &body, limit: limit, consumed: &consumed)
      self = .chunked(decoder)
      return progress
    }
  }
}
