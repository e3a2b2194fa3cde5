import HTTPServer
import JSON
import LedgerCore
import WalletAPI

extension Problem {
  /// The members of the body (RFC 9457). A batch item's problem stands inside a result and has no request id, so that it replays
  /// byte for byte.
  func write(to writer: inout JSONWriter, requestID: RequestIdentity? = nil) {
    writer.beginObject()
    writer.key("type")
    writer.string("\(ProblemCode.typePrefix)\(code.rawValue)")
    writer.key("title")
    writer.string(code.title)
    writer.key("status")
    writer.integer(code.status)
    writer.key("code")
    writer.string(code.rawValue)
    writer.key("detail")
    writer.string(detail)
    if let param {
      writer.key("param")
      writer.string(param)
    }
    if let account {
      writer.key("account")
      writer.string(plain: account.append)
    }
    if let available {
      writer.key("available")
      writer.integer(available)
    }
    if let needed {
      writer.key("needed")
      writer.integer(needed)
    }
    if let limit {
      writer.key("limit")
      writer.integer(limit)
    }
    if !allowed.isEmpty {
      writer.key("allowed")
      writer.beginArray()
      for value in allowed { writer.string(value) }
      writer.endArray()
    }
    if let requestID {
      writer.key("request_id")
      writer.string(plain: requestID.append)
    }
    writer.endObject()
  }

  func response(for identity: RequestIdentity, _ admission: Admission? = nil, isReplay: Bool = false) -> HTTPResponse {
    var writer = JSONWriter(capacity: 512)
    write(to: &writer, requestID: identity)
    var headers = identity.headers
    admission?.append(to: &headers)
    if let seconds = code.retryAfter { headers.append(HTTPHeader("Retry-After", String(seconds))) }
    // RFC 9110, 11.6.1: who is refused for who they are is told how to say it.
    if code.status == 401 { headers.append(HTTPHeader("WWW-Authenticate", #"Bearer realm="walletd""#)) }
    if let allow { headers.append(HTTPHeader("Allow", allow)) }
    if isReplay { headers.append(HTTPHeader("Idempotent-Replayed", "true")) }
    return HTTPResponse(
      status: code.status, contentType: "application/problem+json", headers: headers, body: writer.bytes)
  }
}
