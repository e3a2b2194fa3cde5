import HTTPServer
import LedgerCore
import WalletAPI

/// Finds the operation of a request. Made from the declarations in `WalletAPI`, so that it serves what the document says.
struct Router: Sendable {
  enum Match {
    /// The operation, and the path's argument where it has one.
    case found(OperationID, argument: Text)
    /// The path exists; `allow` lists its methods.
    case wrongMethod(allow: String)
    case nothing
  }

  /// The operations at one path.
  private struct Endpoint: Sendable {
    let path: String
    var get: OperationID?
    var post: OperationID?

    var allow: String { [get == nil ? nil : "GET, HEAD", post == nil ? nil : "POST"].compactMap(\.self).joined(separator: ", ") }
  }

  /// What stands before and behind the one argument of a path.
  private struct Pattern: Sendable {
    let prefix: [UInt8]
    let suffix: [UInt8]
    let endpoint: Int
  }

  private var endpoints: [Endpoint] = []
  private var fixed: [(path: [UInt8], endpoint: Int)] = []
  private var patterns: [Pattern] = []

  init() {
    for operation in OperationID.allCases { add(operation) }
  }

  func match(_ method: HTTPMethod, _ path: HTTPText) -> Match {
    guard let (endpoint, argument) = find(path) else { return .nothing }
    let operation: OperationID? =
      switch method {
      case .get, .head: endpoints[endpoint].get
      case .post: endpoints[endpoint].post
      case .put, .patch, .delete, .options, .other: nil
      }
    guard let operation else { return .wrongMethod(allow: endpoints[endpoint].allow) }
    return .found(operation, argument: argument)
  }

  private func find(_ path: HTTPText) -> (endpoint: Int, argument: Text)? {
    let found: (endpoint: Int, argument: Range<Int>)? = path.bytes.withUnsafeBufferPointer { path in
      for (candidate, endpoint) in fixed where candidate.count == path.count && Self.isSame(candidate, path, at: 0) {
        return (endpoint, 0..<0)
      }
      for pattern in patterns {
        let argument = path.count - pattern.prefix.count - pattern.suffix.count
        guard argument > 0, Self.isSame(pattern.prefix, path, at: 0),
          Self.isSame(pattern.suffix, path, at: path.count - pattern.suffix.count)
        else { continue }
        let range = pattern.prefix.count..<pattern.prefix.count + argument
        if !path[range].contains(UInt8(ascii: "/")) { return (pattern.endpoint, range) }
      }
      return nil
    }
    guard let found else { return nil }
    let start = path.bytes.startIndex
    let argument = path.bytes[start + found.argument.lowerBound..<start + found.argument.upperBound]
    return PercentCoding.decode(argument).map { (found.endpoint, $0) }
  }

  /// Whether `piece` stands in `path` at `place`, where it has room.
  private static func isSame(_ piece: [UInt8], _ path: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
    // From the back: paths differ there.
    var index = piece.count
    while index > 0 {
      index -= 1
      guard piece[index] == path[place + index] else { return false }
    }
    return true
  }

  private mutating func add(_ operation: OperationID) {
    let route = operation.route
    let endpoint = endpoints.firstIndex { $0.path == route.path } ?? newEndpoint(route.path)
    switch route.method {
    case .get: endpoints[endpoint].get = operation
    case .post: endpoints[endpoint].post = operation
    }
  }

  private mutating func newEndpoint(_ path: String) -> Int {
    endpoints.append(Endpoint(path: path))
    let endpoint = endpoints.count - 1
    guard let open = path.firstIndex(of: "{"), let close = path.firstIndex(of: "}") else {
      fixed.append((Array(path.utf8), endpoint))
      return endpoint
    }
    let suffix = path[path.index(after: close)...]
    precondition(!suffix.contains("{"), "a path has at most one argument")
    patterns.append(Pattern(prefix: Array(path[..<open].utf8), suffix: Array(suffix.utf8), endpoint: endpoint))
    return endpoint
  }
}
