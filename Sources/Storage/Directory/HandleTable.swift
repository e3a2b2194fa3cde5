import Tenancy

/// API keys by handle, found in the same steps whether there is one or not.
///
/// A dictionary ends sooner where there is nothing: by some 20 ns, which a million requests show. Here a handle names a bucket, all of the
/// bucket is looked at, and what is found is chosen by arithmetic; where nothing fits that is the decoy, whose secret nobody has.
struct HandleTable {
  static let perBucket = 8
  /// Handles have 60 bits.
  private static let free = UInt64.max

  /// Buckets of `perBucket` places each, a power of two of them.
  private var handles: [UInt64]
  /// By place; behind the last of them one that is always the decoy.
  private var keys: [UsedKey]
  private let decoy: UsedKey
  private var mask: UInt64

  init(decoy: UsedKey, buckets: Int = 16) {
    precondition(buckets > 0 && buckets & (buckets - 1) == 0, "buckets are a power of two")
    self.decoy = decoy
    mask = UInt64(buckets - 1)
    handles = [UInt64](repeating: HandleTable.free, count: buckets * HandleTable.perBucket)
    keys = [UsedKey](repeating: decoy, count: buckets * HandleTable.perBucket + 1)
  }

  /// The key, or the decoy.
  func find(_ handle: KeyHandle) -> UsedKey {
    let first = firstPlace(handle)
    var found = handles.count
    for place in first..<first + HandleTable.perBucket {
      let difference = handles[place] ^ handle.rawValue
      // All ones where they are the same, zero elsewhere.
      let isSame = Int(truncatingIfNeeded: ((difference | (0 &- difference)) >> 63) &- 1)
      found = found & ~isSame | place & isSame
    }
    return keys[found]
  }

  func has(_ handle: KeyHandle) -> Bool { find(handle) !== decoy }

  /// Puts a key in, or in the place of the one that has its handle.
  mutating func put(_ key: UsedKey) {
    let handle = key.key.handle
    if let place = place(of: handle.rawValue, in: handle) ?? place(of: HandleTable.free, in: handle) {
      handles[place] = handle.rawValue
      keys[place] = key
    } else {
      grow()
      put(key)
    }
  }

  mutating func remove(_ handle: KeyHandle) {
    guard let place = place(of: handle.rawValue, in: handle) else { return }
    handles[place] = HandleTable.free
    keys[place] = decoy
  }

  private func place(of wanted: UInt64, in handle: KeyHandle) -> Int? {
    let first = firstPlace(handle)
    return (first..<first + HandleTable.perBucket).first { handles[$0] == wanted }
  }

  /// Handles are random: any of their bits do.
  private func firstPlace(_ handle: KeyHandle) -> Int { Int(handle.rawValue & mask) * HandleTable.perBucket }

  private mutating func grow() {
    var larger = HandleTable(decoy: decoy, buckets: Int(mask + 1) * 2)
    for (place, handle) in handles.enumerated() where handle != HandleTable.free { larger.put(keys[place]) }
    self = larger
  }
}
