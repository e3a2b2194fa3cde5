import Sodium

/// Nobody reads and nobody answers.
final class NoStreams: Streams {
  let isOutTerminal = false
  let isRemarksTerminal = false
  let canAsk = false
  let isOutOpen = true
  func out(_ text: String) {}
  func out(bytes: [UInt8]) {}
  func remark(_ text: String) {}
  func answer() -> String? { nil }
  func secretAnswer() -> SecretBytes? { nil }
  func flush() {}
  func noteChange() {}
  func removeAtEnd(_ directory: String) {}
}
