/// A part of a request that a mismatch can name, by its name on the wire.
package enum RequestPart: String, Sendable, CaseIterable {
  case operation, token, customer
  case isDefault = "default"
}
