/// The method of a request.
package enum HTTPMethod: Equatable, Sendable {
  case get, head, post, put, patch, delete, options
  /// Any other token.
  case other(String)

  package var name: String {
    switch self {
    case .get: "GET"
    case .head: "HEAD"
    case .post: "POST"
    case .put: "PUT"
    case .patch: "PATCH"
    case .delete: "DELETE"
    case .options: "OPTIONS"
    case .other(let name): name
    }
  }
}
