import Storage
import Synchronization

/// Letting the daemon do something, and holding what it answers against the auditor's prediction.
extension Simulation {
  // MARK: Serving

  func serve() throws {
    // A question that waited for its ledger is answered when that is open, before or after what waited with it.
    let before = befores
    daemon.serveLedgers()
    try take(before: before)
  }

  /// Does one of the jobs that wait for the disk. Orders may be served on the way.
  @discardableResult func work() throws -> Bool {
    let before = befores
    guard daemon.work() else { return false }
    try take(before: before)
    return true
  }

  /// Takes what was answered.
  private func take(before: [Before]) throws {
    let replies = daemon.replies()
    try settle(replies, heads: heads)
    for (number, reply) in replies {
      guard let (tenant, question) = questions.removeValue(forKey: number) else { continue }
      try answered(question, reply, tenant, before: before[tenant])
    }
  }

  /// What was true of a tenant when a job began.
  struct Before {
    let worlds: [ExpectedLedger]
    /// So many orders wait that a question which needs the writer is refused.
    let isFull: Bool
  }

  private var befores: [Before] {
    tenants.map { Before(worlds: $0.audit.worlds, isFull: $0.audit.waiting.count >= options.waitingSubmissions) }
  }

  /// Replies to orders, tenant by tenant, each in the order of the ledger.
  func settle(_ replies: [(number: UInt64, reply: SimulatedReply)], heads: [Int64?], isStopping: Bool = false) throws {
    var byNumber: [UInt64: SimulatedReply] = [:]
    for (number, reply) in replies { byNumber[number] = reply }
    for tenant in tenants.indices {
      var answered: [(Order, SimulatedReply)] = []
      while let first = tenants[tenant].audit.waiting.first, let found = byNumber[first.number] {
        let reply = planted(found)
        tenants[tenant].audit.waiting.removeFirst()
        trace.note("\(tenants[tenant].code) '\(first.order.key)' → \(reply.summary)")
        count(reply)
        if reply.code == "outcome_unknown" { tenants[tenant].unsure.append(first.order) }
        answered.append((first.order, reply))
      }
      if tenants[tenant].audit.waiting.contains(where: { byNumber[$0.number] != nil }) {
        throw Mismatch("the order of answers", expected: "that of the requests", got: "another")
      }
      try tenants[tenant].audit.served(answered, at: moment, head: heads[tenant], mayFail: isStopping || mayFail)
    }
  }

  /// Where the ledgers stand; nil where one is not served.
  var heads: [Int64?] { tenants.map { daemon.isServed($0.code) ? daemon.head(of: $0.code) : nil } }

  private func count(_ reply: SimulatedReply) {
    counts.replies += 1
    if reply.isReplay { counts.replays += 1 }
    if reply.status >= 400 { counts.refusals += 1 }
  }

  /// Until nothing is on its way.
  func drain() throws {
    while !questions.isEmpty || tenants.contains(where: { !$0.audit.waiting.isEmpty }) {
      let replies = counts.replies
      try serve()
      let hasWorked = try work()
      // What was answered just now may have kept the only place from the ledger that a question waits for.
      if !hasWorked, counts.replies == replies, !questions.isEmpty {
        throw Mismatch("a question", expected: "an answer", got: "none")
      }
    }
  }

  // MARK: Tenants

  func makeTenant() throws {
    let code = "shop-\(tenants.count)"
    let reply = try administer("POST", "/v1/tenants", key: "tenant \(code)", body: "{\"code\":\"\(code)\",\"name\":\"Shop\"}")
    guard reply.status == 201, !reply.isReplay, let tag = daemon.tag(of: code) else {
      throw Mismatch("POST /v1/tenants \(code)", expected: "201", got: reply.summary)
    }
    tenants.append(SimulatedTenant(code: code, made: reply.body, audit: TenantAudit(tag: tag)))
    // The ledger's first alarm.
    try serve()
  }

  /// A tenant's creation comes again: with the same key, another name, another key; or it is looked at.
  func retryTenant() throws {
    let tenant = tenants[chance.below(tenants.count)]
    let body = "{\"code\":\"\(tenant.code)\",\"name\":\"Shop\"}"
    let (reply, status, text): (SimulatedReply, Int, String)
    switch chance.below(4) {
    case 0:
      reply = try administer("POST", "/v1/tenants", key: "tenant \(tenant.code)", body: body)
      (status, text) = (201, tenant.made)
    case 1:
      let other = body.replacing("Shop", with: "Other")
      reply = try administer("POST", "/v1/tenants", key: "tenant \(tenant.code)", body: other)
      (status, text) = (422, "idempotency_mismatch")
    case 2:
      reply = try administer("POST", "/v1/tenants", key: "other \(requests)", body: body)
      (status, text) = (409, "tenant_code_taken")
    default:
      reply = try administer("GET", "/v1/tenants/\(tenant.code)", key: nil, body: nil)
      (status, text) = (200, tenant.made)
    }
    guard reply.status == status, (reply.code ?? reply.body) == text else {
      throw Mismatch("a tenant again", expected: "\(status) \(text)", got: reply.summary)
    }
  }

  /// A request for the whole daemon, answered before anything else happens.
  func administer(_ method: String, _ path: String, key: String?, body: String?, isTraced: Bool = true) throws -> SimulatedReply {
    requests += 1
    trace.note("\(method) \(path) \(isTraced ? body ?? "" : "")")
    let (number, atOnce) = daemon.send(Wire.bytes(method, path, tenant: nil, key: key, body: body, number: requests))
    let found = try atOnce ?? awaited(number)
    trace.note("→ \(found.status) \(isTraced ? found.body : "")")
    return found
  }

  /// The answer to a request, by letting the daemon do what it has to.
  func awaited(_ number: UInt64) throws -> SimulatedReply {
    while true {
      let before = befores
      daemon.serveLedgers()
      var replies = daemon.replies()
      if replies.isEmpty {
        guard daemon.work() else { throw Mismatch("request \(number)", expected: "an answer", got: "none") }
        replies = daemon.replies()
      }
      let found = replies.first { $0.number == number }?.reply
      try settle(replies, heads: heads)
      for (other, reply) in replies {
        guard let (tenant, question) = questions.removeValue(forKey: other) else { continue }
        try answered(question, reply, tenant, before: before[tenant])
      }
      if let found { return found }
    }
  }
}
