import Audit
import Foundation
import Synchronization
import Testing

/// etc/verify-ledger, the same in another language: it names the same row, or the two are not both right.
///
/// One process for all tests: a path a line goes in, a verdict a line comes out.
final class SecondVerifier: Sendable {
  private struct Report: Decodable {
    struct Place: Decodable {
      let table: String
      let row: Int64?
    }
    let sound: Bool
    let finding: Place?
  }

  private static let shared = Mutex(Pipes())

  private struct Pipes {
    let input = Pipe()
    let output = Pipe()
    let process = Process()
    var isRunning = false

    mutating func start() throws {
      let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = ["python3", "-B", root.appendingPathComponent("Tests/verifier/flips.py").path]
      process.standardInput = input
      process.standardOutput = output
      try process.run()
      isRunning = true
    }

    mutating func ask(_ path: String) throws -> Data {
      if !isRunning { try start() }
      try input.fileHandleForWriting.write(contentsOf: Data((path + "\n").utf8))
      var line = Data()
      while line.last != UInt8(ascii: "\n") {
        let more = output.fileHandleForReading.availableData
        guard !more.isEmpty else { break }
        line += more
      }
      return line
    }
  }

  static func agree(on path: String, with finding: Finding?) throws {
    let text = try shared.withLock { try $0.ask(path) }
    let report = try JSONDecoder().decode(Report.self, from: text)
    let found = "\(String(decoding: text, as: UTF8.self)) and not \(finding.map { "\($0)" } ?? "sound")"
    #expect(report.sound == (finding == nil), "\(found)")
    #expect(report.finding?.table == finding?.table, "\(found)")
    #expect(report.finding?.row == finding?.row, "\(found)")
  }
}
