import CLinux
import Foundation

/// Looks for numbers and texts that must not be there, in every way they may be written.
struct SecretHunt {
  /// What is looked for, and how it is written there.
  private var patterns: [(name: String, bytes: [UInt8])] = []

  /// - Parameters:
  ///   - numbers: digits only.
  ///   - texts: other secrets.
  init(numbers: [String], texts: [String] = []) {
    for number in numbers {
      let fours = stride(from: 0, to: number.count, by: 4).map { number.dropFirst($0).prefix(4) }
      for (way, text) in [("digits", number), ("spaces", fours.joined(separator: " ")), ("dashes", fours.joined(separator: "-"))]
      {
        patterns.append(("\(number.suffix(4)) as \(way)", Array(text.utf8)))
      }
      let digits = number.utf8.map { $0 - 48 }
      patterns.append(
        ("\(number.suffix(4)) packed", stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }))
    }
    for text in texts { patterns.append(("text …\(text.suffix(4))", Array(text.utf8))) }
    for text in numbers + texts {
      patterns.append(("\(text.suffix(4)) as UTF-16", text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }))
      patterns.append(("\(text.suffix(4)) as UTF-16, turned", text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }))
    }
  }

  var waysOfWriting: [(name: String, bytes: [UInt8])] { patterns }

  /// One pass for each beginning that patterns share: all made-up cards begin alike.
  func findings(in bytes: UnsafeRawBufferPointer, at place: String) -> [String] {
    var found: [String] = []
    for (beginning, ways) in Dictionary(grouping: patterns, by: { Array($0.bytes.prefix(SecretHunt.shared)) }) {
      var rest = bytes
      while let hit = SecretHunt.first(beginning, in: rest) {
        let here = UnsafeRawBufferPointer(rebasing: rest[hit...])
        for way in ways where here.count >= way.bytes.count && here.prefix(way.bytes.count).elementsEqual(way.bytes) {
          found.append("\(way.name) in \(place), at \(bytes.count - here.count)")
        }
        rest = UnsafeRawBufferPointer(rebasing: here[1...])
      }
    }
    return found
  }

  private static let shared = 3

  private static func first(_ wanted: [UInt8], in bytes: UnsafeRawBufferPointer) -> Int? {
    guard let start = bytes.baseAddress else { return nil }
    return wanted.withUnsafeBytes { linux_find(start, bytes.count, $0.baseAddress, $0.count) }.map { $0 - start }
  }

  /// Every plain file in and under a folder.
  func findings(under folder: String) throws -> (files: Int, found: [String]) {
    var (files, found): (Int, [String]) = (0, [])
    let names = FileManager.default.enumerator(atPath: folder)?.allObjects.compactMap { $0 as? String } ?? []
    for name in names {
      var isFolder: ObjCBool = false
      let path = folder + "/" + name
      let type = try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue, type == .typeRegular else {
        continue
      }
      files += 1
      let bytes = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
      found += bytes.withUnsafeBytes { findings(in: $0, at: name) }
    }
    return (files, found)
  }

  /// All memory of a process that this one may read. Nil where it may read none: that takes root.
  func findings(inMemoryOf pid: pid_t) throws -> (bytes: Int, found: [String])? {
    let maps = try String(contentsOfFile: "/proc/\(pid)/maps", encoding: .utf8)
    let memory = open("/proc/\(pid)/mem", O_RDONLY | O_CLOEXEC)
    guard memory >= 0 else { return nil }
    defer { close(memory) }
    var (read, found): (Int, [String]) = (0, [])
    for line in maps.split(separator: "\n") {
      let words = line.split(separator: " ", omittingEmptySubsequences: true)
      let ends = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
      guard ends.count == 2, words[1].hasPrefix("r"), ends[1] > ends[0], ends[1] < 1 << 47 else { continue }
      let size = Int(ends[1] - ends[0])
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
      defer { buffer.deallocate() }
      let count = pread(memory, buffer.baseAddress, size, off_t(ends[0]))
      // What cannot be read is secret memory: that is what it is for.
      guard count > 0 else { continue }
      read += count
      found += findings(in: UnsafeRawBufferPointer(rebasing: buffer[..<count]), at: "memory \(words.count > 5 ? words[5] : "")")
    }
    return (read, found)
  }
}

/// Card numbers of nobody, right in every digit.
enum MadeUpCards {
  static func visa(_ dice: inout Dice) -> String {
    let digits = [4, 7, 1, 6, 9, 3] + (0..<9).map { _ in dice.roll(0...9) }
    var sum = 0
    for (place, digit) in digits.reversed().enumerated() {
      sum += place % 2 == 1 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit
    }
    return (digits + [(10 - sum % 10) % 10]).map(String.init).joined()
  }

  static func body(_ number: String, more: String = "") -> String {
    #"{"type":"card","card":{"number":"\#(number)","expiry_month":12,"expiry_year":2045\#(more)}}"#
  }
}
