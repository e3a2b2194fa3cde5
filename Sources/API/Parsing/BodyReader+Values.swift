import JSON
import LedgerCore
import WalletAPI

/// Single values, each with the distinct answers to its mistakes.
extension BodyReader {
  mutating func amount() throws(Problem) -> Int64 {
    let value: Int64
    do throws(JSONError) {
      value = try scanner.int64()
    } catch {
      let param = path(.amount)
      switch error.kind {
      case .notAnInteger:
        throw Problem(
          .amountNotInteger, "The field '\(param)' is an integer in minor units, without a point or exponent.", param: param)
      case .integerOutOfRange:
        throw tooLarge(param)
      case .syntax, .truncated, .trailingBytes, .invalidUTF8, .invalidEscape, .controlCharacter, .duplicateKey, .tooDeep,
        .wrongType:
        throw Problem(error, at: param)
      }
    }
    guard value > 0 else {
      let param = path(.amount)
      guard value == 0 else {
        throw Problem(
          .amountNegative, "The field '\(param)' is \(value); to move money the other way, exchange debit and credit.",
          param: param)
      }
      throw Problem(.amountZero, "The field '\(param)' is 0; a posting moves at least 1 minor unit.", param: param)
    }
    guard value <= Limits.highestCounter else { throw tooLarge(path(.amount)) }
    return value
  }

  private func tooLarge(_ param: String) -> Problem {
    Problem(
      .amountTooLarge, "The field '\(param)' is beyond \(Limits.highestCounter), the most an account can count.", param: param)
  }

  mutating func integer(_ field: BodyField, _ range: ClosedRange<Int64>) throws(Problem) -> Int64 {
    let value: Int64
    do throws(JSONError) { value = try scanner.int64() } catch { throw Problem(error, at: path(field)) }
    guard range.contains(value) else {
      let param = path(field)
      throw Problem(
        .outOfRange, "The field '\(param)' is \(value); it is between \(range.lowerBound) and \(range.upperBound).", param: param)
    }
    return value
  }

  mutating func bool(_ field: BodyField) throws(Problem) -> Bool {
    do throws(JSONError) { return try scanner.bool() } catch { throw Problem(error, at: path(field)) }
  }

  private mutating func string(_ field: BodyField) throws(Problem) -> JSONText {
    do throws(JSONError) { return try scanner.string() } catch { throw Problem(error, at: path(field)) }
  }

  mutating func account(_ field: BodyField) throws(Problem) -> AccountReference {
    try AccountReference(keep(try string(field)), param: path(field))
  }

  mutating func code() throws(Problem) -> Text {
    let code = keep(try string(.code))
    guard AccountCode.isValid(code) else { throw AccountCode.problem(code, path(.code)) }
    return code
  }

  mutating func currency() throws(Problem) -> Currency {
    let text = try string(.currency)
    guard let currency = Currency(UnsafeRawBufferPointer(text.bytes)) else { throw .unknownCurrency(path(.currency)) }
    return currency
  }

  mutating func time() throws(Problem) -> Timestamp {
    let text = try string(.effectiveAt)
    guard let time = Timestamp(rfc3339: UnsafeRawBufferPointer(text.bytes)) else {
      let param = path(.effectiveAt)
      throw Problem(.invalidTime, "The field '\(param)' is not a time such as 2026-11-20T10:50:26Z.", param: param)
    }
    return time
  }

  mutating func id<E: Entity>(_ field: BodyField) throws(Problem) -> ID<E> {
    let text = try string(field)
    guard let id = ID<E>(UnsafeRawBufferPointer(text.bytes)) else { throw .invalidID(path(field), prefix: E.prefix) }
    return id
  }

  mutating func choice<Value: RawRepresentable & CaseIterable>(_ field: BodyField, _: Value.Type) throws(Problem) -> Value
  where Value.RawValue == String {
    let text = try string(field)
    guard text.count <= 32, let value = Value(rawValue: text.string) else {
      throw .notAllowed(path(field), Value.allCases.map(\.rawValue))
    }
    return value
  }

  mutating func plainText(_ field: BodyField, most: Int) throws(Problem) -> Text {
    let text = keep(try string(field))
    if let problem = PlainText.problem(text, path(field), most: most) { throw problem }
    return text
  }

  mutating func key(_ field: BodyField) throws(Problem) -> Text {
    let key = keep(try string(field))
    try IdempotencyKey.check(key, param: path(field))
    return key
  }

  mutating func limit() throws(Problem) -> BalanceLimit {
    let type: JSONType
    do throws(JSONError) { type = try scanner.peek() } catch { throw Problem(error, at: path(.limit)) }
    guard type == .object else { return try choice(.limit, LimitName.self).value }
    let param = path("limit.floor")
    var floor: Int64?
    do throws(JSONError) { try scanner.beginObject() } catch { throw Problem(error, at: param) }
    while let name = try limitMember(param) {
      guard name == "floor" else { throw .unknownField(path("limit.\(String(name.string.prefix(64)))")) }
      do throws(JSONError) { floor = try scanner.int64() } catch { throw Problem(error, at: param) }
    }
    guard let floor else { throw .missing(param) }
    guard (-Limits.highestCounter...Limits.highestCounter).contains(floor) else {
      throw Problem(.outOfRange, "The field '\(param)' is beyond what an account can count.", param: param)
    }
    return floor == 0 ? .noOverdraft : .floor(floor)
  }

  private mutating func limitMember(_ param: String) throws(Problem) -> JSONText? {
    do throws(JSONError) { return try scanner.nextKey() } catch { throw Problem(error, at: param) }
  }

  mutating func sides() throws(Problem) -> Freeze {
    var sides = Freeze()
    try beginArray(.sides)
    while try nextElement(.sides) { sides.formUnion(try choice(.sides, FreezeName.self).value) }
    guard !sides.isEmpty else { throw emptyList(.sides) }
    return sides
  }
}

/// Names on the wire of values that have numbers inside.
enum BalancingName: String, CaseIterable {
  case debit, credit

  var value: Balancing { self == .debit ? .debit : .credit }
}

enum SideName: String, CaseIterable {
  case debit, credit

  var value: NormalSide { self == .debit ? .debit : .credit }
}

enum LimitName: String, CaseIterable {
  case none
  case noOverdraft = "no_overdraft"

  var value: BalanceLimit { self == .none ? .none : .noOverdraft }
}

enum FreezeName: String, CaseIterable {
  case debits, credits

  var value: Freeze { self == .debits ? .debits : .credits }
}
