/// A vault could not do what was asked.
package enum VaultFailure: Error, Sendable, Equatable {
  /// No record has this token here; whose it is elsewhere is not said.
  case unknownToken
  /// The payment method was deleted: its secret is gone.
  case deleted
  /// The idempotency key was used before, with something else; the first part that differs, nil when it is what is to be kept.
  case mismatch(RequestPart?)
  /// There is no key-encryption key: `walletctl vault init`.
  case keyAbsent
  /// The key-encryption key is sealed under its passphrase.
  case keySealed
  /// Another key than the one this was sealed under.
  case wrongKey(expected: MasterKeyID, given: [MasterKeyID])
  /// What is stored does not open, or is not what was stored. Nothing of it is used. Says which record, or that it is the keys.
  case damaged(String)
  /// All keys were destroyed: nothing of this vault can be read any more.
  case shredded
  /// A rotation is under way already, or there is nothing to be done.
  case notNow(String)
  /// Nothing was applied; the same may be sent again. Says why.
  case notApplied(String)
  /// It may or may not have been applied. The same request with the same key finds out.
  case outcomeUnknown
  /// The vault does not serve until a person has looked at it.
  case fenced(String)
}
