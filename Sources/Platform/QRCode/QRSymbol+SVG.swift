extension QRSymbol {
  /// A picture that scales: one unit a module, the quiet zone included.
  package var svg: String {
    let size = side + 2 * QRSymbol.quietZone
    var path = ""
    for row in 0..<side {
      var column = 0
      while column < side {
        let start = column
        while isDark(column, row) { column += 1 }
        if column > start {
          path += "M\(start + QRSymbol.quietZone) \(row + QRSymbol.quietZone)h\(column - start)v1h-\(column - start)z"
        }
        if column == start { column += 1 }
      }
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(size) \(size)" shape-rendering="crispEdges">
      <path fill="#fff" d="M0 0h\(size)v\(size)h-\(size)z"/>
      <path fill="#000" d="\(path)"/>
      </svg>

      """
  }
}
