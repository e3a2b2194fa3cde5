/// Why there is no result. A benchmark that meets anything it did not expect ends with one of these; it never goes on with
/// fewer operations than it reports.
enum BenchFailure: Error, Equatable, CustomStringConvertible {
  /// The command line asks for something that does not exist.
  case usage(String)
  /// A system call failed: what was tried, and the system's error number.
  case system(String, code: Int32)
  /// The daemon could not be started, died, or stayed silent.
  case daemon(String)
  /// An answer other than 2xx, or an item of a batch that was refused.
  case refused(request: String, status: Int, body: String)
  /// Bytes that are not the answer a request should have.
  case unexpectedAnswer(String)
  /// The daemon's own figures disagree with what it acknowledged.
  case wrongTotals(String)
  /// SIGINT, SIGTERM or SIGHUP.
  case interrupted

  var description: String {
    switch self {
    case .usage(let sentence): sentence
    case .system(let action, let code): "\(action): \(String(systemError: code))"
    case .daemon(let sentence): sentence
    case .refused(let request, let status, let body): "\(request) was answered \(status): \(body)"
    case .unexpectedAnswer(let sentence): sentence
    case .wrongTotals(let sentence): "the books disagree with the answers: \(sentence)"
    case .interrupted: "interrupted"
    }
  }
}
