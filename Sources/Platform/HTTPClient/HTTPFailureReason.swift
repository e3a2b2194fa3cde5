import CCurl
import Glibc

/// An error of libcurl as a sentence. What libcurl says itself is repeated only about TLS: elsewhere it may hold a piece of the
/// request or of the answer.
struct HTTPFailureReason {
  let code: CURLcode
  let hasBegun: Bool
  /// errno, 0 when it had no part in it.
  let systemError: Int32
  let detail: String
  let call: HTTPCall

  var sentence: String { hasBegun ? interrupted : notSent }

  private var notSent: String {
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST: "the name of the host is not known"
    case CURLE_COULDNT_RESOLVE_PROXY: "the name of the proxy is not known"
    case CURLE_COULDNT_CONNECT: "no connection" + system
    case CURLE_OPERATION_TIMEDOUT: "no connection within \(min(call.connectTimeout, call.timeout) / 1_000) ms"
    case CURLE_PEER_FAILED_VERIFICATION: "the server's certificate is not believed" + said
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER: "no TLS with the server" + said
    case CURLE_SSL_CACERT_BADFILE: "the file of authorities cannot be read: check its path and its permissions"
    default: "no connection: \(named)"
    }
  }

  private var interrupted: String {
    switch code {
    case CURLE_OPERATION_TIMEDOUT: "no whole answer within \(call.timeout / 1_000) ms"
    // The last ones are of a second connection, to repeat what went over a first.
    case CURLE_GOT_NOTHING, CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY,
      CURLE_SSL_CONNECT_ERROR,
      CURLE_PEER_FAILED_VERIFICATION:
      "the connection was closed before an answer came"
    case CURLE_PARTIAL_FILE: "the connection was closed in the middle of the answer"
    case CURLE_SEND_ERROR: "the connection broke while the request was sent" + system
    case CURLE_RECV_ERROR: "the connection broke before the answer was whole" + system
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING, CURLE_HTTP2:
      "the answer is not HTTP that can be read"
    default: "no whole answer: \(named)"
    }
  }

  private var system: String { systemError == 0 ? "" : ": \(String(cString: strerror(systemError)))" }

  private var said: String {
    let text = detail.unicodeScalars.prefix(200).filter { (" "..."~").contains($0) }
    return text.isEmpty ? "" : ": \(String(String.UnicodeScalarView(text)))"
  }

  private var named: String { "\(String(cString: curl_easy_strerror(code))) (libcurl error \(code.rawValue))" }
}
