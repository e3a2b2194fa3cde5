package import JSON
package import LedgerCore

/// What payments keep in a record of the ledger: a value, and its way into a `RecordContent` and back.
package protocol PaymentRecord: Sendable {
  associatedtype E: Entity
  associatedtype State: RawRepresentable<String>
  static var kind: Text { get }

  var state: State { get }
  var parent: Int64? { get }
  var name: Text? { get }
  var dueAt: Timestamp? { get }

  init(_ fields: RecordFields, state: State) throws(MalformedRecord)
  func write(_ fields: inout RecordFields)
}

extension PaymentRecord {
  package var parent: Int64? { nil }
  package var name: Text? { nil }
  package var dueAt: Timestamp? { nil }

  package var content: RecordContent {
    var fields = RecordFields()
    write(&fields)
    return RecordContent(
      kind: Self.kind, state: Text(state.rawValue), parent: parent, name: name, dueAt: dueAt, body: Text(fields.body.encode()))
  }
}

/// A record with what the ledger knows about it.
package struct Kept<R: PaymentRecord>: Sendable {
  package let id: ID<R.E>
  package let change: RecordChange
  package var value: R

  package var number: Int64 { change.record }
  package var createdAt: Timestamp { change.createdAt }
  /// When it was changed last.
  package var updatedAt: Timestamp { change.postedAt }

  package init(_ change: RecordChange, _ tag: LedgerTag) throws(MalformedRecord) {
    let content = change.content
    guard content.kind == R.kind, let state = R.State(rawValue: content.state.string) else {
      throw MalformedRecord(change, "its kind or state is not one this version knows")
    }
    let body: [UInt8] = content.body.withBytes { [UInt8]($0) }
    let parsed: JSONValue
    do throws(JSONError) { parsed = try JSONValue.parse(body) } catch {
      throw MalformedRecord(change, "its body is no JSON: \(error.reason)")
    }
    guard let fields = parsed.objectValue else { throw MalformedRecord(change, "its body is no JSON object") }
    id = change.id(tag)
    self.change = change
    value = try R(RecordFields(body: .object(fields), of: change), state: state)
  }

  /// What was just written, which need not be read to be known.
  init(written value: R, _ change: RecordChange, _ tag: LedgerTag) {
    id = change.id(tag)
    self.change = change
    self.value = value
  }
}

/// A record that is not what this version writes: sealed as it is, so a fault of the program, or of one that came before it.
package struct MalformedRecord: Error, CustomStringConvertible {
  package let description: String

  package init(_ change: RecordChange?, _ reason: String) {
    description = change.map { "row \($0.sequence), a record of \($0.content.kind): \(reason)" } ?? reason
  }
}

/// The fields of a record's body.
package struct RecordFields: Sendable {
  private var object = JSONObject()
  private let change: RecordChange?

  package init() { change = nil }

  init(body: JSONValue, of change: RecordChange?) {
    object = body.objectValue ?? JSONObject()
    self.change = change
  }

  package var body: JSONValue { .object(object) }

  package var parent: Int64? { change?.content.parent }
  package var name: Text? { change?.content.name }
  package var dueAt: Timestamp? { change?.content.dueAt }

  // MARK: Writing

  package mutating func set(_ key: String, _ value: JSONValue?) {
    if let value { object[key] = value }
  }

  package mutating func set(_ key: String, _ value: Text?) { set(key, value.map { .string($0.string) }) }
  package mutating func set(_ key: String, _ value: Int64?) { set(key, value.map { .integer($0) }) }
  package mutating func set(_ key: String, _ value: Timestamp?) { set(key, value?.microseconds) }
  package mutating func set<E>(_ key: String, _ value: ID<E>?) { set(key, value.map { .string($0.text) }) }
  package mutating func set(_ key: String, _ value: (some RawRepresentable<String>)?) {
    set(key, value.map { .string($0.rawValue) })
  }
  package mutating func set(_ key: String, _ value: Currency) { set(key, .string(value.code)) }
  /// A list of objects; nothing where it is empty.
  package mutating func set(_ key: String, _ list: [RecordFields]) {
    if !list.isEmpty { set(key, .array(list.map(\.body))) }
  }

  // MARK: Reading

  package func text(_ key: String) -> Text? { object[key]?.stringValue.map { Text($0) } }
  package func integer(_ key: String) -> Int64? { object[key]?.integerValue }
  package func time(_ key: String) -> Timestamp? { integer(key).map { Timestamp(microseconds: $0) } }
  package func id<E>(_ key: String) -> ID<E>? { object[key]?.stringValue.flatMap { ID<E>($0) } }

  package func list(_ key: String) -> [RecordFields] {
    (body[key]?.arrayValue ?? []).map { RecordFields(body: $0, of: change) }
  }

  package func required<T>(_ key: String, _ value: T?) throws(MalformedRecord) -> T {
    guard let value else { throw MalformedRecord(change, "its field '\(key)' is missing or wrong") }
    return value
  }

  package func currency(_ key: String) throws(MalformedRecord) -> Currency {
    try required(key, object[key]?.stringValue.flatMap { Currency($0) })
  }

  package func choice<T: RawRepresentable<String>>(_ key: String, _ type: T.Type) throws(MalformedRecord) -> T {
    try required(key, object[key]?.stringValue.flatMap { T(rawValue: $0) })
  }
}
