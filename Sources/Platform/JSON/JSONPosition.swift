/// A place in a JSON text.
package struct JSONPosition: Equatable, Sendable {
  /// Bytes before it.
  package let offset: Int
  /// Counted from 1; a line ends with LF.
  package let line: Int
  /// Counted from 1, in Unicode scalars.
  package let column: Int

  package init(offset: Int, line: Int, column: Int) {
    self.offset = offset
    self.line = line
    self.column = column
  }

  /// The place of `offset`; reads everything before it, so only for errors and small files.
  init(of offset: Int, in input: UnsafeBufferPointer<UInt8>) {
    var walk = JSONPositionWalk()
    self = walk.advance(to: offset, in: input)
  }
}

/// Turns growing offsets into places, reading every byte once.
struct JSONPositionWalk {
  private var offset = 0
  private var line = 1
  private var column = 1

  mutating func advance(to target: Int, in input: UnsafeBufferPointer<UInt8>) -> JSONPosition {
    precondition(target >= offset, "places are asked for in order")
    while offset < min(target, input.count) {
      let byte = input[offset]
      offset += 1
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return JSONPosition(offset: target, line: line, column: column)
  }
}
