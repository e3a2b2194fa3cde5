/// Every bound of the vault, with its unit.
package enum VaultLimits {
  /// Bytes of a file, of credentials, of a provider's token.
  package static let fileBytes = 65_536
  package static let credentialBytes = 16_384
  package static let providerTokenBytes = 2_048
  /// Bytes of text that is not secret: the owner's and the billing reference, a label, a holder, a file's name.
  package static let referenceBytes = 255
  package static let labelBytes = 128
  package static let holderBytes = 64
  package static let codeBytes = 32
  package static let passphraseBytes = 1_024
  /// Records that a page of a list may hold, and rows that a list may look at before it hands back a cursor.
  package static let pageItems = 100
  package static let scannedRows = 2_000
  /// Records that a rotation looks at, and that it seals anew, in one commit.
  package static let rotationScan = 1_024
  package static let rotationPiece = 64
}
