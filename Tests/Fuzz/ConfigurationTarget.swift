import HTTPServer
import JSON
import Storage

@testable import walletd

/// A configuration file: JSON5 with places, then the settings. What is strict JSON must mean the same as JSON5.
enum ConfigurationTarget {
  static func examine(_ bytes: [UInt8], planted: Bool) -> String? {
    let strict = reading(bytes, .strict)
    let relaxed = reading(bytes, .json5)
    if let strict {
      guard let relaxed, JSONTarget.same(strict, relaxed) else { return "strict JSON means something else as JSON5" }
    }
    let located: LocatedJSON
    do { located = try JSONValue.parseLocated(bytes) } catch {
      guard relaxed == nil else { return "read, but not with places: \(error)" }
      return place(error.offset, error.line, error.column, bytes, "an error")
    }
    guard let relaxed, JSONTarget.same(located.value, relaxed) else { return "with places it means something else" }
    if let violation = printed(relaxed) ?? places(of: located, bytes) { return violation }

    var configuration = Configuration()
    var reader = ConfigurationReader(file: "FILE")
    do { try reader.read(located, into: &configuration) } catch {
      return error.sentence.hasPrefix("FILE:") ? nil : "a mistake at no place: \(error.sentence)"
    }
    if planted, (5...9).contains(configuration.workerThreads) { return "planted" }
    return settings(configuration)
  }

  private static func reading(_ bytes: [UInt8], _ dialect: JSONOptions.Dialect) -> JSONValue? {
    do { return try JSONValue.parse(bytes, options: JSONOptions(dialect: dialect)) } catch { return nil }
  }

  /// Whatever JSON5 said, it can be written as strict JSON.
  private static func printed(_ value: JSONValue) -> String? {
    do {
      return JSONTarget.same(try JSONValue.parse(value.encode()), value) ? nil : "printed as something else"
    } catch {
      return "printed as no JSON: \(error)"
    }
  }

  private static func places(of value: LocatedJSON, _ bytes: [UInt8]) -> String? {
    let here = place(value.position.offset, value.position.line, value.position.column, bytes, "a value")
    let keys = (value.members ?? []).lazy.compactMap {
      place($0.keyPosition.offset, $0.keyPosition.line, $0.keyPosition.column, bytes, "a key") ?? places(of: $0.value, bytes)
    }
    return here ?? keys.first ?? (value.elements ?? []).lazy.compactMap { places(of: $0, bytes) }.first
  }

  /// A place inside of the text, its line counted again from the start.
  private static func place(_ offset: Int, _ line: Int, _ column: Int, _ bytes: [UInt8], _ what: String) -> String? {
    guard (0...bytes.count).contains(offset) else { return "\(what) beyond the text" }
    let before = bytes[..<offset]
    let lines = 1 + before.count { $0 == 10 }
    let start = before.lastIndex(of: 10).map { $0 + 1 } ?? 0
    let columns = 1 + before[start...].count { $0 & 0xC0 != 0x80 }
    return lines == line && columns == column ? nil : "\(what) at \(line):\(column) instead of \(lines):\(columns)"
  }

  private static func settings(_ read: Configuration) -> String? {
    guard read.dataPath.hasPrefix("/"), read.socketPath.hasPrefix("/"), read.socketMode <= 0o777 else {
      return "a wrong path or mode"
    }
    guard (1...100_000).contains(read.http.connections), (65_536...268_435_456).contains(read.http.bodyBytes),
      (1...256).contains(read.workerThreads), (1...1_000_000).contains(read.workerQueue),
      (1...64).contains(read.storage.writerThreads), (0...3_600).contains(read.stopGraceSeconds)
    else { return "a setting beyond its range" }
    return nil
  }
}
