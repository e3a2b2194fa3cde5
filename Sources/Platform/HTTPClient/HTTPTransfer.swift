import CCurl

/// One call in the hands of libcurl. Only on the client's thread.
///
/// Whether a byte of the request has left is not guessed from libcurl's error. libcurl asks before each request
/// (CURLOPT_PREREQFUNCTION), when the connection stands, TLS included, and nothing of the request has been written: until it asks
/// nothing was sent, from then on something may have been.
///
/// And it asks again before it sends a second time. That it does by itself, for a POST too, when a connection that it used again is
/// closed without an answer (Curl_retry_request in its lib/transfer.c; CURLOPT_FORBID_RETRY_ON_REUSE is newer than Debian 12). The
/// server may have done what it was asked the first time, so the second time the answer is no.
final class HTTPTransfer {
  let easy: UnsafeMutableRawPointer
  let arrival: HTTPArrival
  /// Something may have been sent.
  private(set) var hasBegun = false
  /// libcurl wanted to send it once more.
  private var wasToRepeat = false
  private var answer: HTTPAnswerReader
  private var list: UnsafeMutablePointer<curl_slist>?
  /// Where libcurl writes what it has to say of an error.
  private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(ccurl_error_bytes))

  init(_ arrival: HTTPArrival, _ options: HTTPClientOptions) throws(HTTPObjection) {
    guard let easy = curl_easy_init() else { throw HTTPObjection("there is no memory for a call") }
    self.easy = easy
    self.arrival = arrival
    answer = HTTPAnswerReader(mostHeadBytes: options.answerHeadBytes, mostBodyBytes: arrival.call.mostAnswerBytes)
    errorText.initialize(repeating: 0, count: Int(ccurl_error_bytes))
    try describe(options)
  }

  deinit {
    curl_easy_cleanup(easy)
    curl_slist_free_all(list)
    errorText.deallocate()
  }

  /// Connections that were made for this call.
  var connectionsMade: Int {
    var count = 0
    return hasBegun && ccurl_get_long(easy, CURLINFO_NUM_CONNECTS, &count) == CURLE_OK ? count : 0
  }

  func result(_ code: CURLcode) -> HTTPResult {
    guard code == CURLE_OK else { return failure(reason(code)) }
    var status = 0
    _ = ccurl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
    return .answered(status: status, headers: answer.headers, body: answer.body)
  }

  func failure(_ reason: String) -> HTTPResult { hasBegun ? .interrupted(reason) : .notSent(reason) }

  private func reason(_ code: CURLcode) -> String {
    if let overflow = answer.overflow { return overflow }
    if wasToRepeat { return "the connection was closed before an answer came" }
    var system = 0
    _ = ccurl_get_long(easy, CURLINFO_OS_ERRNO, &system)
    return HTTPFailureReason(
      code: code, hasBegun: hasBegun, systemError: Int32(truncatingIfNeeded: system), detail: String(cString: errorText),
      call: arrival.call
    ).sentence
  }

  private func describe(_ options: HTTPClientOptions) throws(HTTPObjection) {
    let call = arrival.call
    guard case .wanted(_, let deadline) = arrival.fate else { preconditionFailure("a refused call is not sent") }
    let left = deadline - MonotonicClock.now
    guard left > 0 else { throw HTTPObjection("no connection was free within \(call.timeout / 1_000) ms") }

    try set(CURLOPT_URL, call.url)
    try set(CURLOPT_PATH_AS_IS, 1)
    try set(CURLOPT_PROTOCOLS_STR, "http,https")
    try set(CURLOPT_FOLLOWLOCATION, 0)
    try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    try set(CURLOPT_USERAGENT, "walletd")
    // Empty is not absent: absent, the environment is asked.
    try set(CURLOPT_PROXY, options.proxy ?? "")
    try set(CURLOPT_NOPROXY, "")
    try set(CURLOPT_NOSIGNAL, 1)
    // A thread that asks a silent name server is left behind, not waited for: the client has one thread for all calls.
    try set(CURLOPT_QUICK_EXIT, 1)
    try set(CURLOPT_MAXAGE_CONN, options.idleSeconds)
    try set(CURLOPT_TIMEOUT_MS, HTTPTransfer.milliseconds(left))
    try set(CURLOPT_CONNECTTIMEOUT_MS, HTTPTransfer.milliseconds(call.connectTimeout))

    try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    try set(CURLOPT_SSL_VERIFYPEER, 1)
    try set(CURLOPT_SSL_VERIFYHOST, 2)
    if let file = options.authoritiesFile {
      try set(CURLOPT_CAINFO, file)
      // Those of the system would be believed beside it.
      try set(CURLOPT_CAPATH, nil)
    }
    try describeRequest(call)
    try hearAnswer()
  }

  private func describeRequest(_ call: HTTPCall) throws(HTTPObjection) {
    let names = Set(call.headers.map { $0.name.lowercased() })
    // What libcurl would add to a body: a wait for leave to send it, and a type.
    try append("Expect:")
    if !names.contains("content-type") { try append("Content-Type:") }
    // With a colon and nothing behind it, libcurl would take a header away.
    for header in call.headers {
      try append(
        header.value.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 } ? header.name + ";" : "\(header.name): \(header.value)")
    }
    try check(CURLOPT_HTTPHEADER, ccurl_set_list(easy, CURLOPT_HTTPHEADER, list))

    if call.method != .get && (call.method != .delete || !call.body.isEmpty) {
      try check(CURLOPT_POSTFIELDSIZE_LARGE, ccurl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, call.body.count))
      let copied =
        call.body.isEmpty
        ? ccurl_set_text(easy, CURLOPT_COPYPOSTFIELDS, "")
        : call.body.withUnsafeBytes {
          ccurl_set_bytes(easy, CURLOPT_COPYPOSTFIELDS, $0.baseAddress)
        }
      try check(CURLOPT_COPYPOSTFIELDS, copied)
    }
    try set(CURLOPT_CUSTOMREQUEST, call.method.rawValue)
  }

  private func hearAnswer() throws(HTTPObjection) {
    // Unretained: the loop keeps the transfer for as long as libcurl has its handle.
    let me = Unmanaged.passUnretained(self).toOpaque()
    try check(CURLOPT_PREREQFUNCTION, ccurl_set_before_request(easy, beforeRequest))
    try check(CURLOPT_PREREQDATA, ccurl_set_buffer(easy, CURLOPT_PREREQDATA, me))
    try check(CURLOPT_HEADERFUNCTION, ccurl_set_writer(easy, CURLOPT_HEADERFUNCTION, onHeader))
    try check(CURLOPT_HEADERDATA, ccurl_set_buffer(easy, CURLOPT_HEADERDATA, me))
    try check(CURLOPT_WRITEFUNCTION, ccurl_set_writer(easy, CURLOPT_WRITEFUNCTION, onBody))
    try check(CURLOPT_WRITEDATA, ccurl_set_buffer(easy, CURLOPT_WRITEDATA, me))
    try check(CURLOPT_ERRORBUFFER, ccurl_set_buffer(easy, CURLOPT_ERRORBUFFER, errorText))
  }

  /// Whether the request may be sent now.
  fileprivate func mayBegin() -> Bool {
    wasToRepeat = hasBegun
    hasBegun = true
    return !wasToRepeat
  }

  fileprivate func read(head bytes: UnsafeRawBufferPointer) -> Bool { answer.read(head: bytes) }
  fileprivate func read(body bytes: UnsafeRawBufferPointer) -> Bool { answer.read(body: bytes) }

  private func append(_ line: String) throws(HTTPObjection) {
    guard let longer = curl_slist_append(list, line) else { throw HTTPObjection("there is no memory for a header") }
    list = longer
  }

  private func set(_ option: CURLoption, _ value: Int) throws(HTTPObjection) {
    try check(option, ccurl_set_long(easy, option, value))
  }

  private func set(_ option: CURLoption, _ value: String?) throws(HTTPObjection) {
    try check(option, ccurl_set_text(easy, option, value))
  }

  private func check(_ option: CURLoption, _ code: CURLcode) throws(HTTPObjection) {
    guard code == CURLE_OK else {
      throw HTTPObjection("libcurl refuses option \(option.rawValue): \(String(cString: curl_easy_strerror(code)))")
    }
  }

  /// Rounded up: none would be no limit at all.
  private static func milliseconds(_ microseconds: Int64) -> Int { Int(min((microseconds - 1) / 1_000 + 1, Int64(Int32.max))) }
}

private func transfer(_ me: UnsafeMutableRawPointer?) -> HTTPTransfer? {
  me.map { Unmanaged<HTTPTransfer>.fromOpaque($0).takeUnretainedValue() }
}

private let beforeRequest: curl_prereq_callback = { me, _, _, _, _ in
  transfer(me)?.mayBegin() == true ? Int32(ccurl_go_on) : Int32(ccurl_stop)
}

/// Another count than that of the bytes ends the transfer.
private let onHeader: curl_write_callback = { bytes, _, count, me in
  transfer(me)?.read(head: UnsafeRawBufferPointer(start: bytes, count: count)) == true ? count : 0
}

private let onBody: curl_write_callback = { bytes, _, count, me in
  transfer(me)?.read(body: UnsafeRawBufferPointer(start: bytes, count: count)) == true ? count : 0
}
