/// The members of a JSON object in the order they were written. Each key occurs once.
///
/// Keys are found by a walk along the members: right for objects of a few dozen.
package struct JSONObject: Equatable, Sendable {
  package struct Member: Equatable, Sendable {
    package let key: String
    package var value: JSONValue

    package init(key: String, value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  package private(set) var members: [Member] = []

  package init() {}

  /// - Precondition: no key occurs twice.
  package init(_ members: some Sequence<(String, JSONValue)>) {
    for (key, value) in members {
      precondition(self[key] == nil, "the key \"\(key)\" occurs twice")
      self.members.append(Member(key: key, value: value))
    }
  }

  /// The members of a text whose keys the scanner has found to be unique.
  init(unique members: [Member]) {
    self.members = members
  }

  package var count: Int { members.count }
  package var isEmpty: Bool { members.isEmpty }
  package var keys: [String] { members.map(\.key) }

  /// The value at `key`. A new key goes to the end; setting nil removes the member (`.null` is a value like any other).
  package subscript(key: String) -> JSONValue? {
    get { members.first { Self.same($0.key, key) }?.value }
    set {
      let index = members.firstIndex { Self.same($0.key, key) }
      switch (index, newValue) {
      case (let index?, let value?): members[index].value = value
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): members.append(Member(key: key, value: value))
      case (nil, nil): break
      }
    }
  }

  /// Keys are bytes: two Unicode spellings of one character are two keys, as they are to the scanner.
  private static func same(_ one: String, _ other: String) -> Bool {
    one.utf8.count == other.utf8.count && one.utf8.elementsEqual(other.utf8)
  }
}
