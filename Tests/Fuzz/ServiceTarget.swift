import HTTPServer
import JSON
import LedgerCore
import WalletAPI

@testable import API
@testable import HTTPServer

/// Every operation of the route table with any target and any body: the first line is `METHOD TARGET`, the rest the body. The whole API
/// runs, on books in memory. Each request gets one answer, that its route documents; and after it debits equal credits.
///
/// Backups write files where the request says: of those only the body is read.
enum ServiceTarget {
  static func examine(_ bytes: [UInt8], planted: Bool) -> String? {
    let line = bytes.prefix { $0 != 10 }
    let body = Array(bytes.dropFirst(line.count + 1))
    guard !line.contains(13), let request = request(line, body) else { return nil }
    if request.path.string.contains("backups") { return backup(body) }

    let ledger = PaperLedger()
    bench.directory.open(ledger)
    bench.service.handle(request, HTTPResponder(completions: bench.completions, exchange: bench.exchange))
    let response: HTTPResponse
    switch bench.answer() {
    case .failure(let missing): return missing.description
    case .success(let answer): response = answer
    }
    if planted, response.status == 201, (71...79).contains(ledger.posted) { return "planted" }
    return violation(of: response, to: request) ?? ledger.violation
  }

  private static let bench = Bench()

  private static func request(_ line: ArraySlice<UInt8>, _ body: [UInt8]) -> HTTPRequest? {
    let head =
      line
      + Array(" HTTP/1.1\r\nHost: a\r\nWalletd-Tenant: toko\r\nIdempotency-Key: k\r\nContent-Length: \(body.count)\r\n\r\n".utf8)
    var parser = HTTPParser(limits: HTTPLimits())
    var consumed = 0
    let outcome = (Array(head) + body).withUnsafeBufferPointer { parser.parse($0, consumed: &consumed) }
    guard case .request(let message) = outcome else { return nil }
    return HTTPRequest(
      head: message.head, body: message.body, peer: PeerCredentials(pid: 1, uid: 0, gid: 0), connectionID: 1, receivedAt: 0)
  }

  private static func backup(_ body: [UInt8]) -> String? {
    do { _ = try BodyReader.read(body, allowed: BodyFields(.directory, .idempotencyKey)) } catch {
      return OperationID.makeBackup.route.problems.contains(error.code) ? nil : "backups: undocumented \(error.code)"
    }
    return nil
  }

  private static let router = Router()

  private static func violation(of response: HTTPResponse, to request: HTTPRequest) -> String? {
    let place = "\(request.method.name) \(request.path.string) → \(response.status)"
    var route: Route?
    if case .found(let operation, _) = router.match(request.method, request.path) { route = operation.route }
    guard response.status >= 400 else {
      guard response.status == route?.success.status else { return "\(place): undocumented" }
      guard "\(response.contentType ?? "")".contains("json") else { return nil }
      do { _ = try JSONValue.parse(response.body) } catch { return "\(place): no JSON: \(error)" }
      return nil
    }
    do {
      let problem = try JSONValue.parse(response.body)
      guard let code = problem["code"]?.stringValue.flatMap({ ProblemCode(rawValue: $0) }), code.status == response.status else {
        return "\(place): a problem without its code: \(problem)"
      }
      // The paper ledger never fails and is always ready.
      guard response.status < 500 else { return "\(place): \(problem)" }
      let allowed = route?.problems ?? [.routeNotFound, .methodNotAllowed]
      return allowed.contains(code) ? nil : "\(place): \(code.rawValue) is not documented"
    } catch {
      return "\(place): no JSON: \(error)"
    }
  }
}
