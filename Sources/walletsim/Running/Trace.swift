/// What happened, as text: its hash tells two runs apart, its end tells what led to a mistake.
struct Trace {
  private(set) var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  private(set) var last: [String] = []
  var isVerbose = false
  private var step = 0

  mutating func begin(step: Int) { self.step = step }

  /// FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/).
  mutating func note(_ line: @autoclosure () -> String) {
    let line = "\(step) " + line()
    for byte in line.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    if isVerbose { print(line) }
    if last.count == 60 { last.removeFirst(30) }
    last.append(line)
  }

  var hashText: String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
