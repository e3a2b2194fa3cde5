import JSON
import LedgerCore

extension JSONValue {
  /// A string, or null.
  static func text(_ text: String?) -> JSONValue {
    if let text { .string(text) } else { .null }
  }

  /// A time as RFC 3339, or null.
  static func time(_ time: Timestamp?) -> JSONValue { text(time?.rfc3339) }
}
