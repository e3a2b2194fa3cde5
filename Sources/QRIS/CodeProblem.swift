/// Why a text is no code, or why one cannot be made.
package struct CodeProblem: Error, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    /// The text: pieces, lengths, and the sum over them.
    case empty, tooLong, notTagged, tooShort, duplicate, notFirst, notLast, wrongSum
    /// What it says.
    case missing, noAccount, notQRIS, wrongValue, tipWithoutItsKind, noAmount, badAmount
  }

  package let kind: Kind
  /// What is wrong, and where: a sentence without its first capital and its full stop.
  package let detail: String

  init(_ kind: Kind, _ detail: String) {
    self.kind = kind
    self.detail = detail
  }
}
