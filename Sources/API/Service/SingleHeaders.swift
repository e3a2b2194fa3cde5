import HTTPServer
import WalletAPI

/// Headers that say for whom a request is and what it holds: two of them may say two things, and a proxy in front may believe the
/// other one. Like a second `Idempotency-Key`, a second one is refused even when both agree.
enum SingleHeaders {
  static func check(_ request: HTTPRequest) throws(Problem) {
    if request.headerCount("walletd-tenant") > 1 { throw duplicate("Walletd-Tenant") }
    if request.headerCount("content-type") > 1 { throw duplicate("Content-Type") }
    if request.headerCount("authorization") > 1 { throw duplicate("Authorization") }
  }

  private static func duplicate(_ name: String) -> Problem {
    Problem(.duplicateHeader, "The request has more than one \(name) header; send one.", param: name)
  }
}
