/// What others wrote, made fit for a terminal: no control characters that could move its cursor or recolour it.
enum Plain {
  static func text(_ text: String) -> String {
    var clean = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      let isDirection = (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
      clean.append(isControl || isDirection ? "\u{FFFD}" : scalar)
    }
    return String(clean)
  }
}
