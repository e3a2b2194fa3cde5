/// Recent entries of the index in memory: a 64-bit hash to the sequences of its rows. Several entries may share a hash.
///
/// Open addressing whose slot is the hash's top bits, so that walking the slots in order visits the entries almost sorted by
/// hash: a run is written from here without ever sorting the whole table at once.
///
/// Not a class: the writer asks it for every command, and would count a reference each time.
struct HashTable: ~Copyable {
  private var slots: UnsafeMutablePointer<IndexEntry>
  private var bits: Int
  /// Entries that can be found.
  private(set) var count = 0
  /// Slots in use, those of entries that were taken back included.
  private var used = 0

  /// An empty table with room for about as many entries as it is told to expect, so that it need not grow on the way.
  init(expecting entries: Int = 0) {
    bits = max(8, Int.bitWidth - (entries * 4 / 3).leadingZeroBitCount)
    slots = .allocate(capacity: 1 << bits)
    slots.initialize(repeating: .free, count: 1 << bits)
  }

  deinit { slots.deallocate() }

  private var capacity: Int { 1 << bits }

  mutating func insert(_ hash: UInt64, _ sequence: Int64) {
    if used * 4 >= capacity * 3 { grow() }
    place(hash, sequence)
  }

  /// Takes back one entry that was inserted.
  mutating func remove(_ hash: UInt64, _ sequence: Int64) {
    var slot = home(hash)
    while slots[slot].sequence != 0 {
      if slots[slot].hash == hash, slots[slot].sequence == sequence {
        slots[slot].sequence = -1
        count -= 1
        return
      }
      slot = (slot + 1) & (capacity - 1)
    }
  }

  func find(_ hash: UInt64, into found: inout [Int64]) {
    var slot = home(hash)
    while slots[slot].sequence != 0 {
      if slots[slot].hash == hash, slots[slot].sequence > 0 { found.append(slots[slot].sequence) }
      slot = (slot + 1) & (capacity - 1)
    }
  }

  /// The first sequence under a hash that `isRight` accepts.
  func first(_ hash: UInt64, where isRight: (Int64) -> Bool) -> Int64? {
    var slot = home(hash)
    while slots[slot].sequence != 0 {
      if slots[slot].hash == hash, slots[slot].sequence > 0, isRight(slots[slot].sequence) { return slots[slot].sequence }
      slot = (slot + 1) & (capacity - 1)
    }
    return nil
  }

  /// All entries whose hash begins with the 8 bits of `bucket`, sorted by hash.
  func entries(ofBucket bucket: Int) -> [IndexEntry] {
    var found: [IndexEntry] = []
    found.reserveCapacity(count / 200 + 16)
    let first = bucket << (bits - 8)
    let end = first + 1 << (bits - 8)
    // Entries may have been pushed past the end of their bucket, round the end of the table at most once.
    var slot = first
    var walked = 0
    while walked < capacity, slot < end || slots[slot & (capacity - 1)].sequence != 0 {
      let index = slot & (capacity - 1)
      if slots[index].sequence > 0, Int(slots[index].hash >> 56) == bucket {
        found.append(slots[index])
      }
      slot += 1
      walked += 1
    }
    found.sort { $0.hash != $1.hash ? $0.hash < $1.hash : $0.sequence < $1.sequence }
    return found
  }

  /// Every hash, in the order of the slots.
  func forEachHash(_ visit: (UInt64) -> Void) {
    for slot in 0..<capacity where slots[slot].sequence > 0 { visit(slots[slot].hash) }
  }

  private func home(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> UInt64(64 - bits)) }

  private mutating func place(_ hash: UInt64, _ sequence: Int64) {
    var slot = home(hash)
    while slots[slot].sequence != 0 { slot = (slot + 1) & (capacity - 1) }
    slots[slot] = IndexEntry(hash: hash, sequence: sequence)
    count += 1
    used += 1
  }

  private mutating func grow() {
    let (old, oldCapacity) = (slots, capacity)
    // Slots of entries that were taken back are freed without more room.
    if count * 2 >= capacity { bits += 1 }
    slots = .allocate(capacity: capacity)
    slots.initialize(repeating: .free, count: capacity)
    (count, used) = (0, 0)
    for slot in 0..<oldCapacity where old[slot].sequence > 0 { place(old[slot].hash, old[slot].sequence) }
    old.deallocate()
  }
}

/// A hash and the sequence of a row it leads to. The row decides whether the hash was right.
struct IndexEntry: Equatable {
  let hash: UInt64
  /// In a table 0 means a free slot, and below zero one whose entry was taken back: it still carries the chain of probes.
  var sequence: Int64

  fileprivate static let free = IndexEntry(hash: 0, sequence: 0)
}
