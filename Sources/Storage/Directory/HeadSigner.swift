package import LedgerCore
import SQLite
import Sodium
import Synchronization
package import Tenancy
import Threads

/// Signs the heads of ledgers: of those that are open from time to time, of the others when they are closed.
final class HeadSigner: Sendable {
  let key: SigningKey
  let registry: LedgerRegistry
  let options: StorageOptions
  private let isStopping = Monitor(false)
  private let thread = Mutex<Thread?>(nil)

  init(key: SigningKey, registry: LedgerRegistry, options: StorageOptions) {
    self.key = key
    self.registry = registry
    self.options = options
  }

  func sign(_ head: LedgerHead, of tenant: TenantID) -> SignedHead {
    let signedAt = options.clock.now()
    let message = SignedHead.message(
      tenant: tenant, sequence: head.sequence, sealNumber: head.sealNumber, seal: head.seal, signedAt: signedAt)
    return SignedHead(
      tenant: tenant, sequence: head.sequence, sealNumber: head.sealNumber, seal: head.seal, signedAt: signedAt,
      publicKey: key.publicKey, signature: key.sign(message))
  }

  /// The head as it was signed and kept before, or signed now and kept.
  func keep(_ head: LedgerHead, of tenant: TenantID) throws -> SignedHead {
    try registry.reading { catalog in
      if let last = try catalog.lastHead(of: tenant), last.sequence == head.sequence, last.seal == head.seal,
        last.publicKey == key.publicKey
      {
        return last
      }
      let signed = sign(head, of: tenant)
      // A head that cannot be kept (a full disk) is still a head: reading goes on.
      if head.sequence > 0 { do { try catalog.keep(signed) } catch is SQLiteError {} }
      return signed
    }
  }

  // MARK: From time to time

  /// `alongside`: what else is written from time to time.
  func start(_ shelf: LedgerShelf, alongside: @escaping @Sendable () -> Void) {
    thread.withLock { $0 = Thread.start("signer") { [self] in signFromTimeToTime(shelf, alongside) } }
  }

  func stop() {
    isStopping.withLock { $0 = true }
    isStopping.broadcast()
    thread.withLock { thread in
      thread?.join()
      thread = nil
    }
  }

  private func signFromTimeToTime(_ shelf: LedgerShelf, _ alongside: @Sendable () -> Void) {
    let interval = options.secondsPerSignedHead * 1_000_000
    var next = options.clock.monotonic() + interval
    while true {
      let isEnough = isStopping.wait { [clock = options.clock] stopping -> Step<Bool> in
        if stopping { return .done(true) }
        let remaining = next - clock.monotonic()
        return remaining > 0 ? .wait(remaining) : .done(false)
      }
      if isEnough { return }
      // What could not be kept now is kept at the next turn; nothing depends on this one.
      for tenant in shelf.openTenants {
        if let head = shelf.peek(tenant)?.head { _ = Result { try shelf.signedHead(head, of: tenant, by: self) } }
      }
      _ = Result {
        try registry.flush()
        try registry.reading { try $0.keepHeadsOfClosed() }
      }
      alongside()
      next = options.clock.monotonic() + interval
    }
  }
}

extension LedgerShelf {
  /// A ledger that no longer agrees with what was signed of it is in trouble.
  func signedHead(_ head: LedgerHead, of tenant: TenantID, by signer: HeadSigner) throws(TenantFailure) -> SignedHead {
    do {
      return try signer.keep(head, of: tenant)
    } catch let conflict as HeadConflict {
      note(trouble: "\(conflict)", of: tenant)
      throw .ledger(.notApplied("\(conflict)"))
    } catch {
      throw .ledger(.notApplied("the catalogue could not be read: \(Outage.sentence(error))"))
    }
  }
}

extension DataDirectory {
  package func signedHead(of tenant: TenantID) throws(TenantFailure) -> SignedHead {
    guard state.withLock({ $0.list[id: tenant] != nil }) else { throw .unknownTenant }
    switch shelf.wait(for: tenant) {
    case .success(let ledger): return try shelf.signedHead(ledger.head, of: tenant, by: heads)
    case .failure(let failure): throw .ledger(failure)
    }
  }
}
