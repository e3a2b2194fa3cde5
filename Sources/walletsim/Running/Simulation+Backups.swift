import JSON
import Storage

/// Backups, and the drill: what was backed up is opened elsewhere and says the same.
extension Simulation {
  func backup() throws {
    counts.backups += 1
    // A backup opens one ledger after the other, and cannot where all that may be open are in use.
    if options.openLedgers < tenants.count { try drain() }
    let target = "\(folder)/backup\(requests)"
    let reply = try administer(
      "POST", "/v1/backups", key: "backup \(requests)", body: "{\"directory\":\"\(target)\"}", isTraced: false)
    guard reply.status == 201 else { throw Mismatch("POST /v1/backups", expected: "201", got: reply.summary) }
    let heads = tenants.map { tenant in
      reply.json["tenants"]?.arrayValue?.first { $0["code"]?.stringValue == tenant.code }?["sequence"]?.integerValue
    }
    for tenant in tenants.indices where heads[tenant] != tenants[tenant].audit.likely.head {
      throw Mismatch("the backup's head", expected: "\(tenants[tenant].audit.likely.head)", got: "\(heads[tenant] ?? -1)")
    }
    try drill(target)
    try Folder.remove(target)
  }

  private func drill(_ backup: String) throws {
    let restored = try Daemon(folder: backup, options: options)
    if let trouble = restored.trouble.first { throw Mismatch("opening the backup", expected: "no trouble", got: trouble) }
    for tenant in tenants.indices {
      let question = Question.trialBalance(asOf: nil, by: nil)
      // A copy of the auditor: what the restored daemon does is no part of the run.
      var audit = tenants[tenant].audit
      requests += 1
      var reply = restored.send(Wire.bytes(question, tenant: tenants[tenant].code, number: requests)).reply
      restored.serveLedgers()
      reply = reply ?? restored.replies().first?.reply
      while reply == nil, restored.work() { reply = restored.replies().first?.reply }
      guard let reply else { throw Mismatch("the backup's trial balance", expected: "an answer", got: "none") }
      try audit.answered(question, reply, before: [])
    }
    let paths = tenants.map { restored.ledgerPath(of: $0.code) ?? "" }
    if !restored.stop() { throw Mismatch("stopping the backup", expected: "a clean stop", got: "an error") }
    for tenant in tenants.indices { try OfflineCheck.check(paths[tenant], against: tenants[tenant].audit.likely) }
  }
}
