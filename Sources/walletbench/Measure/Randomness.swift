/// A fast stream of random numbers, seeded once by the kernel: a call of the kernel for each would be a cost of its own.
///
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
struct Randomness: RandomNumberGenerator, Sendable {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  init() {
    var system = SystemRandomNumberGenerator()
    state = system.next()
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }

  /// Uniform in 0..<bound, to within 2^-32 for the small bounds used here.
  mutating func below(_ bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// Two different numbers in 0..<bound, each pair as likely as any other.
  mutating func pair(below bound: Int) -> (Int, Int) {
    let first = below(bound)
    let second = below(bound - 1)
    return (first, second >= first ? second + 1 : second)
  }
}
