import Audit
import Foundation
import Testing

/// etc/verify-ledger, the same in another language: it names the same row, or the two are not both right.
enum SecondVerifier {
  private struct Report: Decodable {
    struct Place: Decodable, Equatable {
      let table: String
      let row: Int64?
      let rule: String
    }
    let sound: Bool
    let finding: Place?
  }

  static func agree(on path: String, with finding: Finding?) throws {
    let program = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../etc/verify-ledger")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-B", program.path, "--json", path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let report = try JSONDecoder().decode(Report.self, from: text)
    let found = "\(String(decoding: text, as: UTF8.self)) and not \(finding.map { "\($0)" } ?? "sound")"
    #expect(process.terminationStatus == (finding == nil ? 0 : 9))
    #expect(report.sound == (finding == nil), "\(found)")
    #expect(report.finding?.table == finding?.table, "\(found)")
    #expect(report.finding?.row == finding?.row, "\(found)")
  }
}
