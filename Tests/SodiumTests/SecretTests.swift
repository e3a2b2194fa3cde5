import Foundation
import Testing

@testable import Sodium

@Suite struct `Secrets` {
  @Test func `are zeroed when their owner lets go`() throws {
    for count in [1, 16, 32, 33, 500, 4_096] {
      var address: UInt = 0
      do {
        let secret = SecretBytes(copying: [UInt8](repeating: 0xa5, count: count))
        address = secret.withBytes { UInt(bitPattern: $0.baseAddress) }
      }
      let memory = try #require(UnsafeRawPointer(bitPattern: address))
      // The slot may belong to another secret by now, but never to this one's bytes.
      let left = UnsafeRawBufferPointer(start: memory, count: count).count { $0 == 0xa5 }
      #expect(left < max(count, 4), "\(count) bytes, \(left) of them still there")
    }
  }

  @Test func `do not share memory, and slots are used again`() {
    let first = SecretBytes(copying: [1, 2, 3])
    let second = SecretBytes(copying: [4, 5, 6])
    let firstBytes = bytes(first)
    #expect(firstBytes == [1, 2, 3])
    let secondBytes = bytes(second)
    #expect(secondBytes == [4, 5, 6])
    for round in 0..<100_000 {
      let secret = SecretBytes(copying: [UInt8](repeating: UInt8(truncatingIfNeeded: round), count: 32))
      let first = secret.withBytes { $0[0] }
      if first != UInt8(truncatingIfNeeded: round) { Issue.record("round \(round)") }
    }
  }

  @Test func `larger than a slot have memory of their own`() {
    let large = SecretBytes(copying: [UInt8](repeating: 9, count: 65_536))
    let isKept = large.withBytes { $0.allSatisfy { $0 == 9 } }
    #expect(isKept)
    let empty = bytes(SecretBytes(count: 70_000) { (_: UnsafeMutableRawBufferPointer) in })
    #expect(empty.count == 70_000 && empty.allSatisfy { $0 == 0 })
  }

  @Test func `of which making fails leave nothing behind`() {
    struct No: Error {}
    var address: UInt = 0
    do {
      _ = try SecretBytes(count: 32) { (bytes: UnsafeMutableRawBufferPointer) throws(No) in
        address = UInt(bitPattern: bytes.baseAddress)
        for index in bytes.indices { bytes[index] = 0xa5 }
        throw No()
      }
      Issue.record("it was made")
    } catch {}
    #expect(UnsafeRawPointer(bitPattern: address)?.load(as: UInt64.self) != 0xa5a5_a5a5_a5a5_a5a5)
  }

  @Test func `are taken by many threads at once`() {
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      for round in 0..<5_000 {
        let value = UInt8(truncatingIfNeeded: thread &* 31 &+ round)
        let secret = SecretBytes(copying: [UInt8](repeating: value, count: 40))
        precondition(secret.withBytes { $0.allSatisfy { $0 == value } })
      }
    }
  }

  @Test func `lie where the kernel keeps them from others, if it can`() {
    // Which of the two depends on the machine; either way it is known.
    #expect([.secret, .locked].contains(ProtectedMemory.kind))
    guard ProtectedMemory.kind == .secret, let maps = fopen("/proc/self/maps", "r") else { return }
    defer { fclose(maps) }
    // Line by line: one read of this file gives a page of it.
    var line = [CChar](repeating: 0, count: 4_096)
    var isFound = false
    while !isFound, fgets(&line, Int32(line.count), maps) != nil { isFound = strstr(line, "secretmem") != nil }
    #expect(isFound)
  }

  @Test func `are compared in constant time, whatever their length`() {
    #expect(ConstantTime.equal([], []))
    #expect(ConstantTime.equal([1, 2], [1, 2]))
    #expect(!ConstantTime.equal([1, 2], [1, 3]))
    #expect(!ConstantTime.equal([1, 2], [1, 2, 3]))
    let isEqual = SecretBytes(copying: [1]).equals(SecretBytes(copying: [1]))
    #expect(isEqual)
  }

  @Test func `can be wiped from a buffer`() {
    var buffer: [UInt8] = [1, 2, 3]
    wipe(&buffer)
    #expect(buffer == [0, 0, 0])
  }
}

@Suite struct `Sealed bytes` {
  var key: SecretBytes { SecretBytes(copying: [UInt8](repeating: 3, count: 32)) }
  let plain = Array("4811111111111114".utf8)

  @Test func `open with their key beside their data, and no bit may differ`() {
    let sealed = plain.withUnsafeBytes { AEAD.seal($0, key: key, associated: [1, 2, 3]) }
    #expect(sealed.count == plain.count + AEAD.overhead)
    let opened = bytes(AEAD.open(sealed, key: key, associated: [1, 2, 3]))
    #expect(opened == plain)
    for bit in 0..<sealed.count * 8 {
      var flipped = sealed
      flipped[bit / 8] ^= 1 << (bit % 8)
      let opened = AEAD.open(flipped, key: key, associated: [1, 2, 3]) != nil
      #expect(!opened, "bit \(bit)")
    }
    for bit in 0..<24 {
      var associated: [UInt8] = [1, 2, 3]
      associated[bit / 8] ^= 1 << (bit % 8)
      let opened = AEAD.open(sealed, key: key, associated: associated) != nil
      #expect(!opened)
    }
  }

  @Test func `do not open when they were cut, or with another key`() {
    let sealed = plain.withUnsafeBytes { AEAD.seal($0, key: key, associated: []) }
    for count in 0..<sealed.count {
      let opened = AEAD.open(Array(sealed[..<count]), key: key, associated: []) != nil
      #expect(!opened)
    }
    let other = AEAD.open(sealed, key: SecretBytes.random(32), associated: []) != nil
    #expect(!other)
  }

  @Test func `are never the same twice`() {
    let sealed = Set((0..<1_000).map { _ in plain.withUnsafeBytes { AEAD.seal($0, key: key, associated: []) } })
    #expect(sealed.count == 1_000)
  }

  @Test func `may be nothing at all`() {
    let sealed = [UInt8]().withUnsafeBytes { AEAD.seal($0, key: key, associated: [1]) }
    let opened = bytes(AEAD.open(sealed, key: key, associated: [1]))
    #expect(opened == [])
  }
}
