/// The keys of the objects that are open right now, so that a second use of a key is found.
///
/// Most objects have a dozen keys: a 64-bit filter settles almost all of them without a comparison, a short list the rest. An
/// object that grows past `listLimit` keys moves to a hash set, so that an attacker's thousand keys stay linear.
struct JSONKeySet {
  private struct Level {
    /// Where this object's keys begin in `keys`.
    let first: Int
    var filter: UInt64 = 0
    var overflow: Set<JSONText>?
  }

  private static let listLimit = 32

  private var keys: [JSONText] = []
  private var current: Level?
  private var outer: [Level] = []

  mutating func beginObject() {
    if let current {
      outer.append(current)
    } else {
      keys.reserveCapacity(Self.listLimit / 2)
    }
    current = Level(first: keys.count)
  }

  mutating func endObject() {
    guard let ended = current else { preconditionFailure("an object ends that never began") }
    keys.removeLast(keys.count - ended.first)
    current = outer.popLast()
  }

  /// False if the object has this key already.
  mutating func insert(_ key: JSONText) -> Bool {
    guard let first = current?.first else { preconditionFailure("a key outside of an object") }
    let bit = Self.filterBit(of: key)
    if current?.overflow != nil {
      return current?.overflow?.insert(key).inserted ?? false
    }
    if let filter = current?.filter, filter & bit != 0 {
      for index in first..<keys.count where keys[index] == key { return false }
    }
    current?.filter |= bit
    keys.append(key)
    if keys.count - first > Self.listLimit {
      current?.overflow = Set(keys[first...])
      keys.removeLast(keys.count - first)
    }
    return true
  }

  private static func filterBit(of key: JSONText) -> UInt64 {
    guard let head = key.bytes.first, let tail = key.bytes.last else { return 1 }
    let mixed = UInt64(head) &* 31 &+ UInt64(tail) &* 7 &+ UInt64(key.count)
    return 1 << (mixed & 63)
  }
}
