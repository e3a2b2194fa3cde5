/// Where a rotation of the data key is.
struct RotationState {
  enum Step: Sendable {
    case idle
    /// Records that were sealed with the old key are still on their way into the file.
    case draining
    case sealing(from: Int64)
  }

  var step = Step.idle
  var resealed: Int64 = 0
}
