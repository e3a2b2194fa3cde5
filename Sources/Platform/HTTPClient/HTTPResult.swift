/// What came of a call. The two failures are kept apart because they mean different things for money: what was not sent may be sent
/// to somebody else at once, what was interrupted may have happened.
///
/// Reasons are short sentences for people, without path, query, headers or body.
package enum HTTPResult: Sendable, Hashable {
  /// A whole answer, of any status (a redirection too). Names of headers are in lower case.
  case answered(status: Int, headers: [HTTPCall.Header], body: [UInt8])
  /// Certainly no byte of the request has left.
  case notSent(String)
  /// Some of the request may have left, and no whole answer came.
  case interrupted(String)
}
