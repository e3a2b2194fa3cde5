import CLinux
import CSodium
import Synchronization

/// Where secrets lie: memory that is locked, left out of core dumps and, where the kernel has `memfd_secret`, readable by this
/// process alone, not even by root through `/proc/PID/mem` or a debugger.
///
/// A mapping of its own for each secret would cost some 11 µs and two pages, so small secrets share regions, in slots of a few
/// sizes; a slot is zeroed when it is given back. Larger ones get memory from `sodium_malloc`. Where `memfd_secret` is refused,
/// regions come from `sodium_malloc` too: locked, not dumped, between guard pages, but open to root.
package final class ProtectedMemory: Sendable {
  package enum Kind: String, Sendable {
    case secret = "memfd_secret"
    case locked = "sodium_malloc"
  }

  static let shared = ProtectedMemory()
  /// Bytes of a region.
  static let regionBytes = 64 * 1024
  /// Bytes of the slots there are.
  static let slots = [32, 128, 512, 4096]

  private struct State {
    /// Slots that are free, by size.
    var free: [[UInt]] = slots.map { _ in [] }

    mutating func carve(_ region: UInt, slot: Int) {
      let size = slots[slot]
      for offset in stride(from: regionBytes - size, through: 0, by: -size) {
        free[slot].append(region + UInt(offset))
      }
    }
  }

  private let state = Mutex(State())
  private let asked: Kind

  private init() {
    Sodium.start()
    // Asked once: what the sandbox refuses now it will refuse later.
    if let region = linux_secret_memory(ProtectedMemory.regionBytes) {
      asked = .secret
      let address = UInt(bitPattern: region)
      state.withLock { $0.carve(address, slot: 0) }
    } else {
      asked = .locked
    }
  }

  /// What secrets lie in on this machine.
  package static var kind: Kind { shared.asked }

  /// Zeroed memory; traps where the system has none.
  func take(_ count: Int) -> UnsafeMutableRawPointer {
    guard let slot = ProtectedMemory.slots.firstIndex(where: { count <= $0 }) else {
      let memory = ProtectedMemory.malloc(count)
      sodium_memzero(memory, count)
      return memory
    }
    let address = state.withLock { state in
      if state.free[slot].isEmpty { state.carve(UInt(bitPattern: region()), slot: slot) }
      return state.free[slot].removeLast()
    }
    guard let memory = UnsafeMutableRawPointer(bitPattern: address) else { preconditionFailure("a slot has an address") }
    return memory
  }

  /// Zeroes and takes back what `take(count)` gave.
  func giveBack(_ memory: UnsafeMutableRawPointer, _ count: Int) {
    guard let slot = ProtectedMemory.slots.firstIndex(where: { count <= $0 }) else { return sodium_free(memory) }
    sodium_memzero(memory, count)
    state.withLock { $0.free[slot].append(UInt(bitPattern: memory)) }
  }

  private func region() -> UnsafeMutableRawPointer {
    if asked == .secret, let region = linux_secret_memory(ProtectedMemory.regionBytes) { return region }
    // No more memory may be locked (RLIMIT_MEMLOCK): the daemon goes on with the next best.
    let region = ProtectedMemory.malloc(ProtectedMemory.regionBytes)
    sodium_memzero(region, ProtectedMemory.regionBytes)
    return region
  }

  private static func malloc(_ count: Int) -> UnsafeMutableRawPointer {
    guard let memory = sodium_malloc(max(count, 1)) else { preconditionFailure("the system has no memory for a secret") }
    return memory
  }
}
