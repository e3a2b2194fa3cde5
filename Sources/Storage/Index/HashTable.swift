/// Recent entries of the index in memory: a 64-bit hash to the sequences of its rows. Several entries may share a hash.
///
/// Open addressing whose slot is the hash's top bits, so that walking the slots in order visits the entries almost sorted by
/// hash: a run is written from here without ever sorting the whole table at once.
final class HashTable {
  private var hashes: UnsafeMutablePointer<UInt64>
  /// 0: free. Below zero: taken back (the slot still carries the probe chain).
  private var sequences: UnsafeMutablePointer<Int64>
  private var bits: Int
  /// Entries that can be found.
  private(set) var count = 0
  /// Slots in use, those of entries that were taken back included.
  private var used = 0

  init() {
    bits = 8
    hashes = .allocate(capacity: 1 << bits)
    sequences = .allocate(capacity: 1 << bits)
    sequences.initialize(repeating: 0, count: 1 << bits)
  }

  deinit {
    hashes.deallocate()
    sequences.deallocate()
  }

  private var capacity: Int { 1 << bits }

  func insert(_ hash: UInt64, _ sequence: Int64) {
    if used * 4 >= capacity * 3 { grow() }
    place(hash, sequence)
  }

  /// Takes back one entry that was inserted.
  func remove(_ hash: UInt64, _ sequence: Int64) {
    var slot = home(hash)
    while sequences[slot] != 0 {
      if hashes[slot] == hash, sequences[slot] == sequence {
        sequences[slot] = -1
        count -= 1
        return
      }
      slot = (slot + 1) & (capacity - 1)
    }
  }

  func find(_ hash: UInt64, into found: inout [Int64]) {
    var slot = home(hash)
    while sequences[slot] != 0 {
      if hashes[slot] == hash, sequences[slot] > 0 { found.append(sequences[slot]) }
      slot = (slot + 1) & (capacity - 1)
    }
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
    while walked < capacity, slot < end || sequences[slot & (capacity - 1)] != 0 {
      let index = slot & (capacity - 1)
      if sequences[index] > 0, Int(hashes[index] >> 56) == bucket {
        found.append(IndexEntry(hash: hashes[index], sequence: sequences[index]))
      }
      slot += 1
      walked += 1
    }
    found.sort { $0.hash != $1.hash ? $0.hash < $1.hash : $0.sequence < $1.sequence }
    return found
  }

  /// Every hash, in the order of the slots.
  func forEachHash(_ visit: (UInt64) -> Void) {
    for slot in 0..<capacity where sequences[slot] > 0 { visit(hashes[slot]) }
  }

  private func home(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> UInt64(64 - bits)) }

  private func place(_ hash: UInt64, _ sequence: Int64) {
    var slot = home(hash)
    while sequences[slot] != 0 { slot = (slot + 1) & (capacity - 1) }
    hashes[slot] = hash
    sequences[slot] = sequence
    count += 1
    used += 1
  }

  private func grow() {
    let (oldHashes, oldSequences, oldCapacity) = (hashes, sequences, capacity)
    // Slots of entries that were taken back are freed without more room.
    if count * 2 >= capacity { bits += 1 }
    hashes = .allocate(capacity: capacity)
    sequences = .allocate(capacity: capacity)
    sequences.initialize(repeating: 0, count: capacity)
    (count, used) = (0, 0)
    for slot in 0..<oldCapacity where oldSequences[slot] > 0 { place(oldHashes[slot], oldSequences[slot]) }
    oldHashes.deallocate()
    oldSequences.deallocate()
  }
}

/// A hash and the sequence of a row it leads to. The row decides whether the hash was right.
struct IndexEntry: Equatable {
  let hash: UInt64
  let sequence: Int64
}
