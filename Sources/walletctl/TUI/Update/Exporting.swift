import JSON
import Terminal

/// The rows that were read, as a file: in the order they are shown in.
enum Exporting {
  /// Nil: the name's ending is none of ours.
  static func bytes(_ model: Model, as path: String) -> [UInt8]? {
    let page = model.page
    let context = model.context
    let rows = page.gathering == nil ? page.window.rows : page.ordered
    let shown = rows.map { model.shown($0, of: page) }
    if path.hasSuffix(".csv") {
      let columns = page.screen.columns
      let lines = shown.map { row in CSV.line(columns.map { $0.raw(row, context) }) }
      return Array((CSV.line(columns.map(\.name)) + lines.joined()).utf8)
    }
    if path.hasSuffix(".jsonl") { return shown.flatMap { $0.encode() + [10] } }
    if path.hasSuffix(".json") { return JSONValue.array(shown).encode(pretty: true) + [10] }
    if path.hasSuffix(".txt") { return Array(Painter.frame(model).text.utf8) }
    return nil
  }
}
