/// A piece of an EMV code: a tag of two digits, a length of two digits, and as many characters. Values of some tags are made of such pieces.
///
/// Source: EMV QRCPS, merchant-presented mode 1.1, 3.2. Lengths count characters, not bytes.
package struct DataObject: Sendable, Equatable {
  /// 0 to 99.
  package let tag: Int
  package let value: String

  package init(_ tag: Int, _ value: String) {
    self.tag = tag
    self.value = value
  }

  /// - Parameter parent: the tag whose value it is; nil for the code as a whole.
  static func parse(_ text: String, in parent: Int? = nil) throws(CodeProblem) -> [DataObject] {
    var found: [DataObject] = []
    var rest = text.unicodeScalars[...]
    while !rest.isEmpty {
      let place = DataObject.place(parent, found.last?.tag)
      guard let tag = DataObject.number(rest.prefix(2)), let length = DataObject.number(rest.dropFirst(2).prefix(2)) else {
        throw CodeProblem(.notTagged, "\(place) there are not two digits of a tag and two of a length")
      }
      rest = rest.dropFirst(4)
      guard rest.count >= length else {
        throw CodeProblem(
          .tooShort, "tag \(DataObject.name(tag, in: parent)) says \(length) characters, and only \(rest.count) are left")
      }
      found.append(DataObject(tag, String(String.UnicodeScalarView(rest.prefix(length)))))
      rest = rest.dropFirst(length)
    }
    var seen: Set<Int> = []
    for object in found where !seen.insert(object.tag).inserted {
      throw CodeProblem(.duplicate, "tag \(DataObject.name(object.tag, in: parent)) is there twice")
    }
    return found
  }

  /// Throws where the value is longer than a length of two digits can say.
  func append(to text: inout String) throws(CodeProblem) {
    let count = value.unicodeScalars.count
    guard count <= 99 else { throw CodeProblem(.tooLong, "tag \(DataObject.digits(tag)) has \(count) characters; 99 fit") }
    text += DataObject.digits(tag) + DataObject.digits(count) + value
  }

  static func text(_ objects: [DataObject]) throws(CodeProblem) -> String {
    var text = ""
    for object in objects { try object.append(to: &text) }
    return text
  }

  /// Two digits.
  static func digits(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }

  static func name(_ tag: Int, in parent: Int?) -> String { (parent.map { digits($0) + "." } ?? "") + digits(tag) }

  private static func place(_ parent: Int?, _ last: Int?) -> String {
    switch (parent, last) {
    case (_, let last?): "behind tag \(name(last, in: parent))"
    case (let parent?, nil): "in tag \(digits(parent))"
    case (nil, nil): "at the beginning"
    }
  }

  /// Two decimal digits as they stand in ASCII: other scripts' digits are none.
  private static func number(_ scalars: Substring.UnicodeScalarView) -> Int? {
    guard scalars.count == 2, scalars.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
    return scalars.reduce(0) { $0 * 10 + Int($1.value - 48) }
  }
}

extension [DataObject] {
  /// The value of a tag; nil where it is missing.
  subscript(tag tag: Int) -> String? { first { $0.tag == tag }?.value }
}
