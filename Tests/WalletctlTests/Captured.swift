import Foundation
import Sodium

@testable import walletctl

/// Where a command writes in a test, and what it is answered.
final class Captured: Streams {
  private(set) var bytes: [UInt8] = []
  private(set) var remarks = ""
  private var answers: [String]
  let isOutTerminal: Bool
  let isRemarksTerminal: Bool
  let canAsk: Bool

  init(terminal: Bool = false, answers: [String] = []) {
    isOutTerminal = terminal
    isRemarksTerminal = terminal
    canAsk = !answers.isEmpty
    self.answers = answers
  }

  var output: String { String(decoding: bytes, as: UTF8.self) }

  func out(_ text: String) { bytes += Array(text.utf8) }
  func out(bytes: [UInt8]) { self.bytes += bytes }
  func remark(_ text: String) { remarks += text }
  func answer() -> String? { answers.isEmpty ? nil : answers.removeFirst() }
  func secretAnswer() -> SecretBytes? { answer().map { SecretBytes(copying: Array($0.utf8)) } }
  func flush() {}
  func noteChange() {}
  func removeAtEnd(_ directory: String) {}
  var isOutOpen: Bool { true }

  /// Runs a command line; the daemon is one nobody runs, unless the line names another.
  static func run(
    _ line: String..., environment: [String: String] = ["WALLETD_SOCKET": "/nowhere/control.sock"]
  ) -> (exit: ExitCode, output: String, remarks: String) {
    let streams = Captured()
    let exit = Program.run(line, environment: environment, streams: streams)
    return (exit, streams.output, streams.remarks)
  }
}
