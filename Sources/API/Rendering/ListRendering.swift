import JSON
import LedgerCore

enum ListRendering {
  /// A page: its items, and the cursor of the next one.
  static func write<Item>(
    _ items: [Item], next: PageCursor?, to writer: inout JSONWriter, item: (Item, inout JSONWriter) -> Void
  ) {
    writer.beginObject()
    writer.key("data")
    writer.beginArray()
    for each in items { item(each, &writer) }
    writer.endArray()
    writeEnd(next, to: &writer)
    writer.endObject()
  }

  static func writeEnd(_ next: PageCursor?, to writer: inout JSONWriter) {
    writer.key("has_more")
    writer.bool(next != nil)
    writer.key("cursor")
    if let next { writer.string(next.text) } else { writer.null() }
  }
}
