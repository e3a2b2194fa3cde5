/// A finished, sorted, immutable part of the index on disk: 2^bits buckets by the top bits of the hash, one page row each.
struct IndexRun {
  /// Runs that are merged sixteen at a time.
  static let fanOutBits = 4
  static let fanOut = 1 << fanOutBits
  static let smallestBits = 8

  let number: Int64
  let level: Int
  let entries: Int
  /// Absent where its group's filter is enough, and where memory for filters is used up: a lookup then reads one page of this run.
  var filter: Filter?

  var bits: Int { IndexRun.bits(ofLevel: level) }
  var buckets: Int { 1 << bits }

  static func bits(ofLevel level: Int) -> Int { smallestBits + fanOutBits * level }

  func bucket(of hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> UInt64(64 - bits)) }

  /// The row that holds a bucket. 2^24 rows are set apart for each run.
  static func page(run: Int64, bucket: Int) -> Int64 { (run << 24) + Int64(bucket) }
}
