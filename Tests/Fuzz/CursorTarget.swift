@testable import API

/// Page cursors come back from clients: any text is either one cursor, spelled one way, or none.
enum CursorTarget {
  static func examine(_ bytes: [UInt8], planted: Bool) -> String? {
    // Any number is a cursor, and comes back from its text.
    let number = bytes.prefix(16).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
    for list in [PageCursor.List.tenants, .accounts, .entries, .transactions, .holds] {
      let cursor = PageCursor(list, number)
      guard PageCursor(cursor.text) == cursor else { return "\(cursor.text) does not come back" }
    }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let cursor = PageCursor(text) else { return nil }
    if planted, cursor.list == .holds, cursor.value > 31, cursor.value % 32 == 20 { return "planted" }
    return cursor.text.utf8.elementsEqual(bytes) ? nil : "two spellings of one cursor: \(text) and \(cursor.text)"
  }
}
