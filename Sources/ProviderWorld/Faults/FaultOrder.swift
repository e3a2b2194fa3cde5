import JSON

/// What somebody asks for at `/_sim/faults`.
struct FaultOrder: Equatable, Sendable {
  struct Problem: Error, Equatable {
    let sentence: String
    init(_ sentence: String) { self.sentence = sentence }
  }

  var provider: Provider?
  var target = FaultTarget.all
  var kind: FaultKind
  var times: Int?
  var millionths: Int?
  var milliseconds: Int64?
  var hasEffect: Bool?
  var inBody = false

  init(_ json: JSONValue) throws(Problem) {
    guard let object = json.objectValue else { throw Problem("a fault is an object such as {\"kind\":\"slow\"}") }
    let known = ["provider", "operation", "kind", "times", "probability", "milliseconds", "effect", "in_body"]
    for key in object.keys where !known.contains(key) {
      throw Problem("a fault has no \"\(key)\"; it has \(known.joined(separator: ", "))")
    }
    guard let kind = object["kind"]?.stringValue.flatMap(FaultKind.init) else {
      throw Problem("\"kind\" is one of \(FaultKind.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    self.kind = kind
    if let name = object["provider"]?.stringValue, name != "all" {
      guard let named = Provider(rawValue: name) else { throw Problem("\"provider\" is midtrans, xendit or all") }
      provider = named
    }
    if let name = object["operation"] {
      guard let named = name.stringValue.flatMap(FaultTarget.init) else {
        throw Problem("\"operation\" is one of \(Operation.allCases.map(\.rawValue).joined(separator: ", ")), webhook, all")
      }
      target = named
    }
    switch target {
    case .webhook where !kind.isOfWebhooks && kind != .outage: throw Problem("\(kind.rawValue) does not happen to webhooks")
    case .operation where kind.isOfWebhooks: throw Problem("\(kind.rawValue) happens to webhooks only")
    case .webhook, .operation, .all: break
    }
    times = try FaultOrder.count(object["times"], "times", least: 1).map(Int.init)
    milliseconds = try FaultOrder.count(object["milliseconds"], "milliseconds", least: 0)
    if let share = object["probability"] {
      guard let parsed = Share.millionths(share) else { throw Problem("\"probability\" is a number from 0 to 1") }
      millionths = parsed
    }
    if let effect = object["effect"] {
      guard let flag = effect.boolValue, kind.mayHaveEffect else {
        throw Problem("\"effect\" is true or false, and is for http_500, http_503, reset and garbage")
      }
      hasEffect = flag
    }
    inBody = object["in_body"]?.boolValue ?? false
  }

  private static func count(_ value: JSONValue?, _ name: String, least: Int64) throws(Problem) -> Int64? {
    guard let value else { return nil }
    guard let number = value.integerValue, (least...86_400_000).contains(number) else {
      throw Problem("\"\(name)\" is a number from \(least)")
    }
    return number
  }
}

/// Probabilities without floating point.
package enum Share {
  /// 0.05 is 50,000; nil for what is no number from 0 to 1. Digits beyond the sixth are cut.
  package static func millionths(_ text: String) -> Int? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, whole == "0" || whole == "1" else { return nil }
    let digits = parts.count == 2 ? parts[1].prefix(6) : ""
    guard digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    guard let value = Int(whole + digits + String(repeating: "0", count: 6 - digits.count)) else { return nil }
    return value <= 1_000_000 ? value : nil
  }

  static func millionths(_ value: JSONValue) -> Int? {
    switch value {
    case .integer(let whole): millionths("\(whole)")
    case .decimal(let literal): millionths(literal)
    case .null, .bool, .string, .array, .object: nil
    }
  }
}

extension FaultRule {
  var json: JSONValue {
    [
      "number": .integer(Int64(number)), "provider": .string(provider?.rawValue ?? "all"), "operation": .string(target.text),
      "kind": .string(fault.kind.rawValue), "left": left.map { .integer(Int64($0)) } ?? .null, "struck": .integer(Int64(struck)),
      "milliseconds": .integer(fault.milliseconds), "effect": .bool(fault.hasEffect),
    ]
  }
}
