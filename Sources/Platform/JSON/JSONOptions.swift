/// How a text is read.
package struct JSONOptions: Sendable {
  package enum Dialect: Sendable {
    /// RFC 8259 and nothing else.
    case strict
    /// JSON5 for files that people write: comments, trailing commas, unquoted keys, single quotes, hexadecimal integers,
    /// a leading `+`, a leading or trailing decimal point. `NaN` and `Infinity` stay refused.
    case json5
  }

  /// No text may ask for more than this many levels: one bit of a machine word each.
  package static let deepest = 64

  package let dialect: Dialect
  /// Levels of objects and arrays, 1…64.
  package let depthLimit: Int

  package init(dialect: Dialect = .strict, depthLimit: Int = 32) {
    precondition((1...Self.deepest).contains(depthLimit), "the depth limit is between 1 and 64 levels")
    self.dialect = dialect
    self.depthLimit = depthLimit
  }

  package static let strict = JSONOptions()
  package static let json5 = JSONOptions(dialect: .json5)
}
