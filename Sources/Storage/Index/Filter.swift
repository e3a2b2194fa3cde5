/// A blocked Bloom filter: answers "certainly not here" for all but one in a thousand absent hashes, with one cache line.
///
/// 16 bits per entry, seven probes inside one block of 512 bits. Source: Putze, Sanders, Singler, "Cache-, hash- and space-efficient
/// Bloom filters", 2007.
final class Filter {
  /// The same filter without owning it, for probing without counting references; valid while the filter is.
  struct Probe {
    fileprivate let words: UnsafePointer<UInt64>
    fileprivate let blocks: UInt64

    func mayContain(_ hash: UInt64) -> Bool {
      let block = Filter.start(hash, blocks: blocks)
      var probes = Filter.spread(hash)
      for _ in 0..<7 {
        let bit = Int(truncatingIfNeeded: probes & 511)
        if words[block + bit >> 6] & 1 << UInt64(bit & 63) == 0 { return false }
        probes >>= 9
      }
      return true
    }
  }

  static let bitsPerEntry = 16
  private static let wordsPerBlock = 8
  private let words: UnsafeMutablePointer<UInt64>
  private let count: Int
  private let blocks: UInt64
  /// How many entries it was made for. With more it stays right, but admits ever more of what is absent.
  let capacity: Int
  /// How many were inserted.
  private(set) var entries = 0

  init(entries: Int) {
    capacity = entries
    let blocks = max(1, (entries * Filter.bitsPerEntry + 511) / 512)
    self.blocks = UInt64(blocks)
    count = blocks * Filter.wordsPerBlock
    words = .allocate(capacity: count)
    words.initialize(repeating: 0, count: count)
  }

  deinit { words.deallocate() }

  var bytes: Int { count * 8 }

  func insert(_ hash: UInt64) {
    entries += 1
    let block = Filter.start(hash, blocks: blocks)
    var probes = Filter.spread(hash)
    for _ in 0..<7 {
      let bit = Int(truncatingIfNeeded: probes & 511)
      words[block + bit >> 6] |= 1 << UInt64(bit & 63)
      probes >>= 9
    }
  }

  var probe: Probe { Probe(words: words, blocks: blocks) }

  func mayContain(_ hash: UInt64) -> Bool { probe.mayContain(hash) }

  private static func start(_ hash: UInt64, blocks: UInt64) -> Int {
    Int(truncatingIfNeeded: ((hash >> 32) * blocks) >> 32) * Filter.wordsPerBlock
  }

  /// The block is chosen by the upper half of the hash; the bits inside it must not follow from the same half alone.
  private static func spread(_ hash: UInt64) -> UInt64 {
    var mixed = hash &* 0x9e37_79b9_7f4a_7c15
    mixed ^= mixed >> 29
    return mixed
  }
}
