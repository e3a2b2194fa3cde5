/// Requests that are wrong before any ledger is asked, and what they are answered.
enum HostileRequests {
  struct Case {
    let bytes: [UInt8]
    let status: Int
    let code: String
  }

  static func pick(_ chance: inout Chance, tenant: String, number: Int) -> Case {
    switch chance.below(4) {
    case 0: raw(&chance)
    case 1: question(&chance, tenant, number)
    default: order(&chance, tenant, number)
    }
  }

  /// Not even HTTP.
  private static func raw(_ chance: inout Chance) -> Case {
    let (text, status, code): (String, Int, String) = chance.choose(
      ("GET /livez HTTP/1.1\nHost: a\n\n", 400, "bare_line_feed"), ("GET /livez HTTP/1.1\r\n\r\n", 400, "missing_host"),
      ("GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "duplicate_host"),
      ("GET  /livez HTTP/1.1\r\nHost: a\r\n\r\n", 400, "invalid_request_line"),
      ("GET /livez HTTP/2.0\r\nHost: a\r\n\r\n", 505, "unsupported_version"),
      ("POST /v1/transfers HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{}", 400, "truncated_request"),
      ("POST /v1/transfers HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n", 413, "body_too_large"),
      (
        "POST /v1/transfers HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400,
        "content_length_with_transfer_encoding"
      ),
      ("GET /livez HTTP/1.1\r\nHost : a\r\n\r\n", 400, "space_before_colon"),
      ("GET /livez HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", 400, "folded_header"),
      ("GET /" + String(repeating: "a", count: 5_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414, "target_too_long"))
    return Case(bytes: Array(text.utf8), status: status, code: code)
  }

  private static func question(_ chance: inout Chance, _ tenant: String, _ number: Int) -> Case {
    let (path, status, code): (String, Int, String) = chance.choose(
      ("/v1/nothing", 404, "route_not_found"), ("/v1/transfers", 405, "method_not_allowed"),
      ("/v1/accounts?limit=0", 400, "out_of_range"), ("/v1/accounts?limit=101", 400, "out_of_range"),
      ("/v1/accounts?limit=x", 400, "not_an_integer"), ("/v1/accounts?colour=red", 400, "unknown_parameter"),
      ("/v1/accounts?limit=1&limit=2", 400, "invalid_value"), ("/v1/accounts?cursor=zzz", 400, "invalid_cursor"),
      ("/v1/transactions?cursor=a1", 400, "invalid_cursor"), ("/v1/accounts?currency=XXA", 400, "unknown_currency"),
      ("/v1/accounts?class=gold", 400, "invalid_value"), ("/v1/accounts?status=%FF", 400, "invalid_value"),
      ("/v1/accounts/acc_1", 400, "invalid_id"), ("/v1/accounts/%20", 400, "invalid_code"),
      ("/v1/transactions/txn_1", 404, "transaction_not_found"), ("/v1/holds/hold_zzz", 404, "hold_not_found"),
      ("/v1/transactions?from=yesterday", 400, "invalid_time"),
      ("/v1/transactions?from=2026-11-21T00:00:00Z&to=2026-11-20T00:00:00Z", 400, "contradiction"),
      ("/v1/reports/trial-balance?by=hand", 400, "invalid_value"))
    let named: (tenant: String?, status: Int, code: String) =
      switch chance.below(12) {
      case 0 where status != 404 && status != 405 && code != "unknown_parameter": (nil, 400, "tenant_required")
      case 1 where status != 404 && status != 405: ("nobody", 404, "tenant_not_found")
      default: (tenant, status, code)
      }
    let isQueryMistake = path.contains("limit=1&limit=2") || path.contains("%FF") || code == "unknown_parameter"
    let answer = isQueryMistake ? (tenant, status, code) : named
    return Case(bytes: Wire.bytes("GET", path, tenant: answer.0, number: number), status: answer.1, code: answer.2)
  }

  private static func order(_ chance: inout Chance, _ tenant: String, _ number: Int) -> Case {
    let good = "\"debit\":\"a\",\"credit\":\"b\""
    let (body, code): (String?, String) = chance.choose(
      (nil, "body_required"), ("{", "invalid_json"), ("{} {}", "invalid_json"), ("[]", "wrong_type"), ("{}", "missing_field"),
      ("{\(good)}", "missing_field"), ("{\(good),\"amount\":0}", "amount_zero"), ("{\(good),\"amount\":-5}", "amount_negative"),
      ("{\(good),\"amount\":1.5}", "amount_not_integer"), ("{\(good),\"amount\":1e3}", "amount_not_integer"),
      ("{\(good),\"amount\":4611686018427387904}", "amount_too_large"),
      ("{\(good),\"amount\":99999999999999999999}", "amount_too_large"),
      ("{\(good),\"amount\":\"5\"}", "wrong_type"), ("{\(good),\"amount\":5,\"amount\":6}", "invalid_json"),
      ("{\(good),\"amount\":5,\"fee\":1}", "unknown_field"), ("{\(good),\"amount\":5,\"currency\":\"idr\"}", "unknown_currency"),
      ("{\(good),\"amount\":5,\"reference\":\"\"}", "value_empty"),
      ("{\(good),\"amount\":5,\"reference\":\"a\\u0000b\"}", "invalid_text"),
      ("{\(good),\"amount\":5,\"effective_at\":\"now\"}", "invalid_time"),
      ("{\(good),\"amount\":5,\"balancing\":\"both\"}", "invalid_value"),
      ("{\(good),\"amount\":5,\"metadata\":{\"a\":1}}", "wrong_type"), ("{\"debit\":\"a b\"}", "invalid_code"),
      ("{\"debit\":\"acc_1\"}", "invalid_id"),
      ("{\(good),\"amount\":5,\"idempotency_key\":\"another\"}", "idempotency_key_conflict"),
      ("{\"debit\":\"" + String(repeating: "a", count: 129) + "\"}", "value_too_long"))
    return Case(
      bytes: Wire.bytes("POST", "/v1/transfers", tenant: tenant, key: "h-\(number)", body: body, number: number), status: 400,
      code: code)
  }
}
