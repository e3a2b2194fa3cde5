package import LedgerCore
import Sodium

/// A signed head somebody kept elsewhere. A file whose rows up to `sequence` do not give `seal` as seal `sealNumber` was cut or
/// rewritten after the head was signed.
package struct Anchor: Equatable, Sendable {
  package let tenant: TenantID
  package let sequence: Int64
  package let sealNumber: Int64
  package let seal: [UInt8]
  package let signedAt: Timestamp
  package let publicKey: [UInt8]
  package let signature: [UInt8]

  package init(
    tenant: TenantID, sequence: Int64, sealNumber: Int64, seal: [UInt8], signedAt: Timestamp, publicKey: [UInt8],
    signature: [UInt8]
  ) {
    self.tenant = tenant
    self.sequence = sequence
    self.sealNumber = sealNumber
    self.seal = seal
    self.signedAt = signedAt
    self.publicKey = publicKey
    self.signature = signature
  }

  /// Whether the holder of `publicKey` signed exactly these fields. Whose key that is, the auditor must know.
  package var isSigned: Bool { SigningKey.verify(signature, of: message, publicKey: publicKey) }

  /// The signed text, as docs/internals/ledger-file.md has it.
  private var message: [UInt8] {
    Array("walletd head 1\n\(tenant)\n\(sequence)\n\(sealNumber)\n\(Hex.text(seal))\n\(signedAt.rfc3339)\n".utf8)
  }
}
