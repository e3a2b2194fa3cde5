/// The keys of the objects that are open right now, so that a second use of a key is found.
///
/// Most objects have a dozen keys: a 64-bit filter settles almost all of them without a comparison, a short list the rest. An
/// object that grows past `listLimit` keys moves to a hash set, so that an attacker's thousand keys stay linear.
struct JSONKeySet: ~Copyable {
  /// A key, or one of the two numbers that remember the state of the object around the one that begins behind them.
  private enum Entry {
    case key(JSONText)
    case number(UInt64)
  }

  private static let listLimit = 32

  /// Of all open objects, the innermost last. Memory of our own: an Array would be asked for its owner at every key.
  private var entries: UnsafeMutableBufferPointer<Entry>?
  private var count = 0
  /// Where the innermost object's keys begin in `entries`.
  private var first = 0
  private var filter: UInt64 = 0
  /// The sets of objects with many keys, by their `first`.
  private var sets: [Int: Set<JSONText>] = [:]
  private var hasSet = false

  deinit { entries?.deallocate() }

  mutating func beginObject() {
    append(.number(UInt64(first)))
    append(.number(filter))
    first = count
    filter = 0
    hasSet = false
  }

  mutating func endObject() {
    if hasSet { sets[first] = nil }
    count = first - 2
    filter = number(at: count + 1)
    first = Int(number(at: count))
    hasSet = !sets.isEmpty && sets[first] != nil
  }

  /// False if the object has this key already.
  mutating func insert(_ key: JSONText) -> Bool {
    let bit = Self.filterBit(of: key)
    if filter & bit != 0 {
      if hasSet { return sets[first]?.insert(key).inserted ?? false }
      for index in first..<count where self.key(at: index) == key { return false }
    }
    filter |= bit
    append(.key(key))
    if count - first > Self.listLimit { moveToSet() }
    return true
  }

  private mutating func moveToSet() {
    sets[first] = Set((first..<count).map { key(at: $0) })
    hasSet = true
    count = first
    // From now on every key must ask the set.
    filter = .max
  }

  private func key(at index: Int) -> JSONText {
    guard let entries, case .key(let key) = entries[index] else { preconditionFailure("a key is expected here") }
    return key
  }

  private func number(at index: Int) -> UInt64 {
    guard let entries, case .number(let number) = entries[index] else { preconditionFailure("an object ends that never began") }
    return number
  }

  @inline(__always)
  private mutating func append(_ entry: Entry) {
    if let entries, count < entries.count {
      entries.initializeElement(at: count, to: entry)
    } else {
      grow().initializeElement(at: count, to: entry)
    }
    count += 1
  }

  @inline(never)
  private mutating func grow() -> UnsafeMutableBufferPointer<Entry> {
    let larger = UnsafeMutableBufferPointer<Entry>.allocate(capacity: max(24, 2 * count))
    if let entries {
      _ = larger.moveInitialize(fromContentsOf: entries[..<count])
      entries.deallocate()
    }
    entries = larger
    return larger
  }

  @inline(__always)
  private static func filterBit(of key: JSONText) -> UInt64 {
    guard let head = key.bytes.first, let tail = key.bytes.last else { return 1 }
    let mixed = UInt64(head) &* 31 &+ UInt64(tail) &* 7 &+ UInt64(key.count)
    return 1 << (mixed & 63)
  }
}
