package import Tenancy

/// A set of types; two machine words, so that asking costs nothing for each event.
package struct EventTypes: Sendable, Hashable {
  private let bits: UInt128

  private init(bits: UInt128) { self.bits = bits }

  package init(_ types: some Sequence<EventType>) { bits = types.reduce(0) { $0 | EventTypes.bit($1) } }

  package static let all = EventTypes(EventType.allCases)

  package func contains(_ type: EventType) -> Bool { bits & EventTypes.bit(type) != 0 }
  package func intersection(_ other: EventTypes) -> EventTypes { EventTypes(bits: bits & other.bits) }
  package func subtracting(_ other: EventTypes) -> EventTypes { EventTypes(bits: bits & ~other.bits) }
  package var isEmpty: Bool { bits == 0 }
  package var types: [EventType] { EventType.allCases.filter(contains) }

  /// Where they become durable.
  package var sources: EventSources { types.reduce(into: []) { $0.insert(EventSources($1.source)) } }

  /// The types whose objects somebody may read.
  package init(readableBy may: (Permission) -> Bool) { self.init(EventType.allCases.filter { may($0.permission) }) }

  /// One type or several, with a comma between them; `hold.*` means all of a kind.
  ///
  /// - Throws: the first part that names none.
  package init(_ text: String) throws(UnknownEventType) {
    var found: [EventType] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let matching = EventType.allCases.filter { EventTypes.matches($0.rawValue, part) }
      guard !matching.isEmpty else { throw UnknownEventType(name: String(part)) }
      found += matching
    }
    self.init(found)
  }

  private static func matches(_ type: String, _ pattern: Substring) -> Bool {
    guard pattern.hasSuffix(".*") else { return type == pattern }
    return type.hasPrefix(pattern.dropLast())
  }

  private static func bit(_ type: EventType) -> UInt128 { 1 << UInt128(type.place) }
}

/// A name that is no type of events, and no kind of them.
package struct UnknownEventType: Error, Equatable {
  package let name: String
}

extension EventType {
  /// Its place among all cases.
  private static let places: [EventType: Int] = {
    precondition(allCases.count <= 128, "a set of types has room for each of them")
    return Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($0.element, $0.offset) })
  }()

  fileprivate var place: Int { EventType.places[self] ?? 127 }
}
