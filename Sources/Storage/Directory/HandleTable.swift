import Sodium
import Tenancy

/// API keys by handle and secret, found in the same steps whether there is such a handle or not.
///
/// A dictionary ends sooner where there is nothing, and looks at what nobody looked at for a while where there is something: by tens of
/// nanoseconds, which a million requests show. Here a handle names a bucket, all of the bucket is looked at, handles and hashes, and
/// what is compared is chosen by arithmetic. A key itself is touched only when its secret was right.
struct HandleTable {
  static let perBucket = 8
  /// Handles have 60 bits.
  private static let free = UInt64.max

  /// Buckets of `perBucket` places each, a power of two of them.
  private var handles: [UInt64]
  private var hashes: [HashedSecret]
  private var keys: [UsedKey?]
  private var mask: UInt64

  init(buckets: Int = 16) {
    precondition(buckets > 0 && buckets & (buckets - 1) == 0, "buckets are a power of two")
    mask = UInt64(buckets - 1)
    handles = [UInt64](repeating: HandleTable.free, count: buckets * HandleTable.perBucket)
    hashes = [HashedSecret](repeating: .none, count: handles.count)
    keys = [UsedKey?](repeating: nil, count: handles.count)
  }

  /// The key that has this handle, if this is its secret.
  func find(_ handle: KeyHandle, _ secret: HashedSecret) -> UsedKey? {
    let first = firstPlace(handle)
    var found = 0
    var expected = HashedSecret.none
    for place in first..<first + HandleTable.perBucket {
      let difference = handles[place] ^ handle.rawValue
      // All ones where they are the same, zero elsewhere.
      let isSame = ((difference | (0 &- difference)) >> 63) &- 1
      found |= place & Int(truncatingIfNeeded: isSame)
      expected.choose(hashes[place], isSame)
    }
    guard expected.isSame(as: secret), let key = keys[found], key.key.handle == handle else { return nil }
    return key
  }

  func has(_ handle: KeyHandle) -> Bool { place(of: handle.rawValue, in: handle) != nil }

  /// Puts a key in, or in the place of the one that has its handle.
  mutating func put(_ key: UsedKey) {
    let handle = key.key.handle
    if let place = place(of: handle.rawValue, in: handle) ?? place(of: HandleTable.free, in: handle) {
      handles[place] = handle.rawValue
      hashes[place] = key.hash.withUnsafeBytes { HashedSecret($0) }
      keys[place] = key
    } else {
      grow()
      put(key)
    }
  }

  mutating func remove(_ handle: KeyHandle) {
    guard let place = place(of: handle.rawValue, in: handle) else { return }
    handles[place] = HandleTable.free
    hashes[place] = .none
    keys[place] = nil
  }

  private func place(of wanted: UInt64, in handle: KeyHandle) -> Int? {
    let first = firstPlace(handle)
    return (first..<first + HandleTable.perBucket).first { handles[$0] == wanted }
  }

  /// Handles are random: any of their bits do.
  private func firstPlace(_ handle: KeyHandle) -> Int { Int(handle.rawValue & mask) * HandleTable.perBucket }

  private mutating func grow() {
    var larger = HandleTable(buckets: Int(mask + 1) * 2)
    for case let key? in keys { larger.put(key) }
    self = larger
  }
}
