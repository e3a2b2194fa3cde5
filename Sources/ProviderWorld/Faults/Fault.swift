/// One fault that strikes one call or one webhook.
struct Fault: Equatable, Sendable {
  let kind: FaultKind
  /// How long it takes, where it takes long.
  var milliseconds: Int64
  /// Whether the call has its effect all the same.
  var hasEffect: Bool
  /// Midtrans only: the failure is told in the body of a 200.
  var inBody = false
}

/// Faults that somebody has ordered.
struct FaultRule: Equatable, Sendable {
  let number: Int
  /// nil: every provider.
  let provider: Provider?
  let target: FaultTarget
  let fault: Fault
  /// Times it still strikes; nil: always.
  var left: Int?
  /// Out of a million calls that it could strike.
  let millionths: Int
  /// When it is over, in microseconds of the book's time; nil: never by time.
  let ends: Int64?
  var struck = 0
}
