package import LedgerCore
import SQLite
import Sodium
import Synchronization
package import Tenancy
import Threads

/// What administrators do to tenants and keys: decided and written under the catalogue's lock, published when it is durable.
extension DataDirectory {
  package func administer(
    _ act: AdministrativeAct, _ request: AdministrativeRequest, render: (AdministrativeResult) -> String
  ) throws(TenantFailure) -> AdministrativeReply {
    if case .create(let code, let name, let mode) = act {
      return try create(code: code, name: name, mode: mode, request, render: render)
    }
    let reply = try inCatalog { catalog in try administer(act, request, catalog, render) }
    // What a deletion has left undone is finished when it is asked for again.
    if case .delete(let id, confirmation: _) = act { try finishDeletion(of: id) }
    return reply
  }

  private func administer(
    _ act: AdministrativeAct, _ request: AdministrativeRequest, _ catalog: Catalog, _ render: (AdministrativeResult) -> String
  ) throws -> AdministrativeReply {
    if let reply = try known(request, catalog) { return .replayed(reply) }
    try refuseWhileStopping()
    var plan = try AdministrativePlan(act, in: self, request.origin)
    plan.note(reason: request.fields.first { $0.name == AdministrativeRequest.reason })
    let now = options.clock.now()
    let reply = render(plan.storedResult)
    let (steps, entries) = (plan.steps, plan.entries)
    try catalog.act {
      for step in steps {
        switch step {
        case .tenant(let tenant): try catalog.update(tenant)
        case .removal(let tenant): try catalog.markDeleted(tenant.id)
        case .newKey(let used): try catalog.add(used.key, hash: used.hash)
        case .key(let used): try catalog.update(used.key)
        }
      }
      for entry in entries { try catalog.trail.append(entry, at: now) }
      try catalog.keep(key: request.key, fields: request.text, status: 200, reply: reply, at: now)
    }
    for step in steps {
      switch step {
      case .tenant(let tenant): replace(tenant)
      case .removal(let tenant): forget(tenant)
      case .newKey(let used), .key(let used): keyTable.put(used)
      }
    }
    ring(for: entries)
    return .done(plan.takeResult())
  }

  /// A tenant, and what was answered when it was made. Its row and its ledger are there before the answer is kept; a request that comes
  /// again after a crash in between finds them, and keeps it then.
  private func create(
    code: String, name: String, mode: TenantMode, _ request: AdministrativeRequest, render: (AdministrativeResult) -> String
  ) throws(TenantFailure) -> AdministrativeReply {
    let stored: String? = try inCatalog { catalog in
      if let reply = try known(request, catalog) { return reply }
      guard try !catalog.wasDeleted(code: code) else { throw TenantFailure.codeTaken }
      return nil
    }
    if let stored { return .replayed(stored) }
    let (tenant, isReplay) = try create(code: code, name: name, mode: mode, key: request.key, origin: request.origin)
    let reply = render(.tenant(tenant))
    let now = options.clock.now()
    do throws(TenantFailure) {
      try inCatalog { catalog in
        guard try catalog.reply(toKey: request.key) == nil else { return }
        try catalog.act { try catalog.keep(key: request.key, fields: request.text, status: 201, reply: reply, at: now) }
      }
    } catch {
      // The tenant is there, whatever became of the answer: the request has to come again.
      throw .ledger(.outcomeUnknown)
    }
    return isReplay ? .replayed(reply) : .done(.tenant(tenant))
  }

  /// What was answered to the same request before; throws when its key was used for another one.
  func known(_ request: AdministrativeRequest, _ catalog: Catalog) throws -> String? {
    guard let known = try catalog.reply(toKey: request.key) else { return nil }
    guard known.fields == request.text else {
      throw TenantFailure.mismatch(DataDirectory.firstDifference(known.fields, request.text))
    }
    return known.reply
  }

  private func refuseWhileStopping() throws(TenantFailure) {
    guard !isShuttingDown else {
      throw .ledger(.notApplied("the daemon is stopping; send the request again when it is back"))
    }
  }

  /// Works in the catalogue. Where the outcome of its last commit is open, the file is read again first: until that succeeds nothing is
  /// done, because memory may not be what the file holds.
  func inCatalog<R>(_ body: (Catalog) throws -> R) throws(TenantFailure) -> R {
    try catalog.withLock { catalog throws(TenantFailure) in
      do {
        if try catalog.settle() { try reload(catalog) }
      } catch {
        let first = catalog.doubt ?? "unknown"
        throw .ledger(
          .notApplied(
            "whether the catalogue's last change was written is not known (\(first)), and it cannot be read again: "
              + "\(Outage.sentence(error)). When that is mended, restart the daemon"))
      }
      do {
        return try body(catalog)
      } catch let failure as TenantFailure {
        throw failure
      } catch {
        guard catalog.doubt == nil else { throw .ledger(.outcomeUnknown) }
        throw .ledger(.notApplied("the catalogue could not be written: \(Outage.sentence(error))"))
      }
    }
  }

  package func key(_ handle: KeyHandle, secret: UnsafeRawBufferPointer) -> (any KeyInUse)? { keyTable.find(handle, secret) }
  package func fingerprint(of bytes: UnsafeRawBufferPointer) -> KeyFingerprint { keyTable.fingerprint(of: bytes) }
  package var keyGeneration: UInt64 { keyTable.generation }
  package func key(_ id: KeyID) -> (any KeyInUse)? { keyTable.find(id) }
  package func keys(of tenant: TenantID) -> [any KeyInUse] { keyTable.keys(of: tenant) }
}
