import JSON

/// An error as Xendit says it.
struct XenditProblem: Error {
  let status: UInt16
  let code: String
  let message: String

  init(_ status: UInt16, _ code: String, _ message: String) {
    self.status = status
    self.code = code
    self.message = message
  }

  static func invalid(_ message: String) -> XenditProblem { XenditProblem(400, "API_VALIDATION_ERROR", message) }

  static func missing(_ what: String) -> XenditProblem { XenditProblem(404, "DATA_NOT_FOUND", "\(what) was not found") }

  var answer: Answer { Answer(status, ["error_code": .string(code), "message": .string(message)]) }
}
