import HTTPServer
import JSON
import LedgerCore
import Sodium
import Tenancy
import Vault
import WalletAPI

/// The vault's keys: who may use them is one permission of administrators.
extension WalletService {
  func getVault(_ call: Call) { replyVault(call, 200) }

  func initialiseVault(_ call: Call) throws(Problem) {
    let passphrase = try passphrase(call)
    try administerVault(call, .vaultInitialised, status: 201) { ring throws(KeyFailure) in
      guard ring.state == .absent else { throw .exists(path: "the vault's key") }
      if let passphrase { _ = try ring.initialise(passphrase: passphrase.bytes) } else { _ = try ring.initialise() }
    }
  }

  func sealVault(_ call: Call) throws(Problem) {
    try refuseBody(call)
    try administerVault(call, .vaultSealed) { [self] ring throws(KeyFailure) in
      guard ring.state != .absent else { throw .absent }
      ring.seal()
      providers.seal()
    }
  }

  func unsealVault(_ call: Call) throws(Problem) {
    let passphrase = try passphrase(call)
    try administerVault(call, .vaultUnsealed, refused: .vaultUnsealRefused) { [self] ring throws(KeyFailure) in
      guard ring.state != .absent else { throw .absent }
      if let passphrase { try ring.unseal(passphrase: passphrase.bytes) } else { try ring.unseal() }
      // Of a key under a passphrase a start does not know whether it is being rotated.
      continueVaultRotation()
    }
  }

  func rotateVault(_ call: Call) throws(Problem) {
    let passphrase = try passphrase(call)
    try administerVault(call, .vaultKeyRotated, status: 202) { [self] ring throws(KeyFailure) in
      switch ring.state {
      case .absent: throw .absent
      case .sealed: throw .passphraseNeeded
      case .unsealed: break
      }
      // One that was stopped goes on.
      if ring.retiring == nil {
        if let passphrase { _ = try ring.beginRotation(passphrase: passphrase.bytes) } else { _ = try ring.beginRotation() }
      }
      continueVaultRotation()
    }
  }

  /// Goes on with a rotation of the key-encryption key that is under way: after a start, and after what stopped it.
  package func continueVaultRotation() { vaults?.continueMasterRotation() }

  func listDataKeys(_ call: Call) throws(Problem) {
    let tenant = try place(call)
    guard let vaults else { throw Problem(VaultFailure.keyAbsent) }
    try onWorker(call.exchange) { () throws(Problem) in
      do throws(VaultFailure) {
        let vault = try vaults.vault(of: tenant.id, making: false)
        call.exchange.reply(200) { DataKeyRendering.write(vault, to: &$0) }
      } catch { throw Problem(error) }
    }
  }

  func rotateDataKey(_ call: Call) throws(Problem) {
    let tenant = try place(call)
    try refuseBody(call)
    let origin = call.origin
    try inVault(call, of: tenant, nothing: { call.exchange.reply(202) { DataKeyRendering.write(nil, to: &$0) } }) { vault in
      vault.rotateDataKey(origin) { result in
        switch result {
        case .success:
          vault.continueRotation(done: { _ in })
          call.exchange.reply(202) { DataKeyRendering.write(vault, to: &$0) }
        case .failure(let failure): call.exchange.refuse(Problem(failure))
        }
      }
    }
  }

  // MARK: Parts

  /// First the row, then the act: what is not in the trail is not done.
  private func administerVault(
    _ call: Call, _ action: AuditAction, refused: AuditAction? = nil, status: UInt16 = 200,
    _ act: @escaping @Sendable (KeyRing) throws(KeyFailure) -> Void
  ) throws(Problem) {
    guard let vaults else { throw Problem(VaultFailure.keyAbsent) }
    let origin = call.origin
    try onWorker(call.exchange) { [self] () throws(Problem) in
      let before = AuditEntry.Fact("state", vaults.ring.state.name)
      func note(_ action: AuditAction, _ after: [AuditEntry.Fact]) throws(Problem) {
        do throws(TenantFailure) {
          try directory.audit(AuditEntry(origin, action, tenant: nil, subject: "vault", before: [before], after: after))
        } catch { throw Problem(error) }
      }
      try note(action, [])
      do throws(KeyFailure) { try act(vaults.ring) } catch {
        if let refused, error == .passphrase { try note(refused, []) }
        log.record(
          .warning, "vault act refused",
          [("request_id", call.exchange.identity.text), ("act", action.rawValue), ("reason", "\(error)")])
        throw Problem(error)
      }
      log.record(
        .info, "vault",
        [
          ("request_id", call.exchange.identity.text), ("act", action.rawValue), ("state", vaults.ring.state.name),
          ("key", vaults.ring.state.key ?? "none"),
        ])
      replyVault(call, status)
    }
  }

  private func passphrase(_ call: Call) throws(Problem) -> HeldText? {
    try refuseMediaType(call.request)
    guard !call.request.body.isEmpty else { return nil }
    var held: HeldText?
    try SecretScanner.read(call.request.body) { (scanner, name) throws(Problem) in
      guard name == "passphrase" else { throw .unknownField(name) }
      let text = HeldText(try scanner.secret(name, most: VaultLimits.passphraseBytes))
      // Characters, as the document has it: bytes that begin one.
      let characters = text.bytes.withBytes { bytes in bytes.count { $0 & 0xc0 != 0x80 } }
      guard characters >= KeyRing.leastPassphraseBytes else {
        throw Problem(KeyFailure.passphraseTooShort(least: KeyRing.leastPassphraseBytes))
      }
      held = text
    }
    return held
  }

  private func refuseBody(_ call: Call) throws(Problem) {
    try refuseMediaType(call.request)
    guard !call.request.body.isEmpty else { return }
    try SecretScanner.read(call.request.body) { (_, name) throws(Problem) in throw .unknownField(name) }
  }

  private func replyVault(_ call: Call, _ status: UInt16) {
    let (ring, rotation) = (vaults?.ring, vaults?.masterRotation ?? MasterRotationStatus())
    call.exchange.reply(status) { VaultRendering.write(ring, rotation, to: &$0) }
  }
}
