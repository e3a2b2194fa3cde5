import LedgerCore
import WalletAPI

/// One reason to say no, with what its answer quotes.
struct Problem: Error, Sendable {
  let code: ProblemCode
  /// One sentence for people. Ends with a full stop, quotes numbers, never a secret.
  let detail: String
  /// The field to blame, as a path.
  var param: String?
  /// Numbers for programs, in minor units.
  var available: Int64?
  var needed: Int64?
  var limit: Int64?
  var account: AccountID?
  /// The values that would have been taken.
  var allowed: [String] = []
  /// The methods of a path, for 405.
  var allow: String?
  /// A key that was known and refused, for the audit trail; not answered.
  var refusedKey: KeyID?
  /// The limits that refused it, for the headers.
  var admission: Admission?

  init(_ code: ProblemCode, _ detail: String, param: String? = nil, allowed: [String] = [], allow: String? = nil) {
    self.code = code
    self.detail = detail
    self.param = param
    self.allowed = allowed
    self.allow = allow
  }
}
