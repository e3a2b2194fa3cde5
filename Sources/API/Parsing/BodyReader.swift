import JSON
import LedgerCore
import WalletAPI

/// Reads the body of a mutation straight from its bytes: what stays of a text is a slice of the body, not a copy.
///
/// Every mistake is answered with the path of its field; the first one in the order of writing wins.
struct BodyReader: ~Copyable {
  var scanner: JSONScanner
  private let body: [UInt8]
  private let input: UnsafeBufferPointer<UInt8>
  /// Where the reader is, for naming fields.
  private var item: Int?
  private var posting: Int?

  init(_ body: [UInt8], _ input: UnsafeBufferPointer<UInt8>) {
    self.body = body
    self.input = input
    scanner = JSONScanner(input, options: .strict)
  }

  /// Reads the one object of a body; `allowed` are its fields.
  static func read(_ body: [UInt8], allowed: BodyFields) throws(Problem) -> RequestFields {
    let result: Result<RequestFields, Problem> = body.withUnsafeBufferPointer { input in
      var reader = BodyReader(body, input)
      do throws(Problem) {
        var fields = RequestFields()
        try reader.object(allowed, into: &fields)
        do throws(JSONError) { try reader.scanner.end() } catch { throw Problem(error, at: nil) }
        return .success(fields)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private mutating func object(_ allowed: BodyFields, into fields: inout RequestFields) throws(Problem) {
    try begin()
    while let field = try nextField(allowed) {
      fields.seen.insert(field)
      try read(field, into: &fields)
    }
  }

  // MARK: Structure

  private mutating func begin() throws(Problem) {
    do throws(JSONError) { try scanner.beginObject() } catch { throw Problem(error, at: place) }
  }

  private mutating func nextField(_ allowed: BodyFields) throws(Problem) -> BodyField? {
    let key: JSONText?
    do throws(JSONError) { key = try scanner.nextKey() } catch { throw Problem(error, at: place) }
    guard let key else { return nil }
    guard let field = BodyField(key), allowed.contains(field) else { throw .unknownField(path(String(key.string.prefix(64)))) }
    return field
  }

  private mutating func read(_ field: BodyField, into fields: inout RequestFields) throws(Problem) {
    switch field {
    case .type: fields.type = try choice(.type, ItemType.self)
    case .key, .idempotencyKey: fields.key = try key(field)
    case .debit: fields.debit = try account(.debit)
    case .credit: fields.credit = try account(.credit)
    case .amount: fields.amount = try amount()
    case .currency: fields.currency = try currency()
    case .balancing: fields.balancing = try choice(.balancing, BalancingName.self).value
    case .reference: fields.reference = try plainText(.reference, most: Limits.referenceBytes)
    case .effectiveAt: fields.effectiveAt = try time()
    case .metadata: fields.metadata = try metadata()
    case .expiresIn: fields.expiresIn = try integer(.expiresIn, 1...Limits.holdSeconds)
    case .hold: fields.hold = try id(.hold)
    case .final: fields.isFinal = try bool(.final)
    case .transaction: fields.transaction = try id(.transaction)
    case .postings: fields.postings = try postings()
    case .code: fields.code = try code()
    case .accountClass: fields.accountClass = try choice(.accountClass, AccountClass.self)
    case .normalSide: fields.normalSide = try choice(.normalSide, SideName.self).value
    case .limit: fields.limit = try limit()
    case .managedBy: fields.managedBy = try choice(.managedBy, ManagedBy.self)
    case .sides: fields.sides = try sides()
    case .name: fields.name = try plainText(.name, most: WireLimits.tenantNameLength)
    case .directory: fields.directory = try plainText(.directory, most: WireLimits.directoryLength)
    case .atomic: fields.isAtomic = try bool(.atomic)
    case .items: fields.items = try items()
    case .to: fields.to = try plainText(.to, most: PaymentBody.nameBytes)
    }
  }

  // MARK: Lists

  private mutating func postings() throws(Problem) -> [Posting] {
    var postings: [Posting] = []
    try beginArray(.postings)
    while try nextElement(.postings) {
      guard postings.count < Limits.postingsPerTransaction else {
        throw tooMany(.postings, Limits.postingsPerTransaction)
      }
      posting = postings.count
      var fields = RequestFields()
      try object(.posting, into: &fields)
      try require(BodyFields(.debit, .credit, .amount), in: fields)
      guard let asked = fields.posting else { preconditionFailure("both sides were required") }
      postings.append(asked)
      posting = nil
    }
    guard !postings.isEmpty else { throw emptyList(.postings) }
    return postings
  }

  private mutating func items() throws(Problem) -> [Command] {
    var items: [Command] = []
    try beginArray(.items)
    while try nextElement(.items) {
      guard items.count < Limits.itemsPerBatch else { throw tooMany(.items, Limits.itemsPerBatch) }
      item = items.count
      var fields = RequestFields()
      try object(ItemType.anyFields, into: &fields)
      try require(BodyFields(.type), in: fields)
      if let unknown = fields.seen.subtracting(fields.type.fields).first { throw .unknownField(path("\(unknown.name)")) }
      try require(fields.type.required, in: fields)
      let operation = try fields.operation { path("\($0.name)") }
      // An item without a key of its own gets one from the batch's, once that is known.
      items.append(Command(key: fields.key ?? Text([]), operation: operation))
      item = nil
    }
    guard !items.isEmpty else { throw emptyList(.items) }
    return items
  }

  private func require(_ required: BodyFields, in fields: RequestFields) throws(Problem) {
    if let missing = required.subtracting(fields.seen).first { throw .missing(path("\(missing.name)")) }
  }

  mutating func beginArray(_ field: BodyField) throws(Problem) {
    do throws(JSONError) { try scanner.beginArray() } catch { throw Problem(error, at: path(field)) }
  }

  mutating func nextElement(_ field: BodyField) throws(Problem) -> Bool {
    do throws(JSONError) { return try scanner.nextElement() } catch { throw Problem(error, at: path(field)) }
  }

  private func tooMany(_ field: BodyField, _ most: Int) -> Problem {
    Problem(.tooManyItems, "The list '\(path(field))' has more than \(most) items.", param: path(field))
  }

  func emptyList(_ field: BodyField) -> Problem {
    Problem(.valueEmpty, "The list '\(path(field))' is empty; it needs at least one item.", param: path(field))
  }

  // MARK: Naming fields and keeping texts

  func path(_ field: BodyField) -> String { path("\(field.name)") }

  func path(_ name: String) -> String {
    place.map { "\($0).\(name)" } ?? name
  }

  /// The object being read, nil for the body itself.
  private var place: String? {
    switch (item, posting) {
    case (nil, nil): nil
    case (let item?, nil): "items[\(item)]"
    case (nil, let posting?): "postings[\(posting)]"
    case (let item?, let posting?): "items[\(item)].postings[\(posting)]"
    }
  }

  /// A slice of the body; a copy only of what had escapes, which the scanner decoded elsewhere.
  func keep(_ text: JSONText) -> Text {
    guard let start = text.bytes.baseAddress, let first = input.baseAddress, !text.isEmpty else { return Text([]) }
    let offset = first.distance(to: start)
    guard offset >= 0, offset + text.count <= input.count else { return Text(text.array) }
    return Text(body, offset..<offset + text.count)
  }
}
