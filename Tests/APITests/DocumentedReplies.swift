import Foundation
import HTTPServer
import JSON
import WalletAPI

/// The OpenAPI document as a judge of replies.
enum DocumentedReplies {
  static let document = OpenAPIDocument.make(version: "test")

  /// What about a reply the document does not allow.
  static func violations(of reply: Reply, to method: String, _ path: String) -> [String] {
    guard let operation = operation(method, path) else {
      // Paths and methods that are not documented are answered with problems.
      return reply.status >= 400 ? SchemaCheck(document).violations(of: reply.json, against: .problem) : ["an unknown operation"]
    }
    guard let response = operation["responses"]?[String(reply.status)] else { return ["status \(reply.status)"] }
    let type = reply.headers["content-type"] ?? "none"
    guard let media = response["content"]?[type] else { return ["content type \(type)"] }
    guard type.contains("json") else { return [] }
    var found = SchemaCheck(document).violations(of: reply.json, against: media["schema"] ?? .null)
    if reply.status >= 400, !(response["description"]?.stringValue ?? "").contains("`\(reply.code)`") {
      found.append("code \(reply.code) under \(reply.status)")
    }
    return found
  }

  private static func operation(_ method: String, _ path: String) -> JSONValue? {
    let plain = path.split(separator: "?").first.map(String.init) ?? path
    let segments = plain.split(separator: "/")
    for id in OperationID.allCases {
      let route = id.route
      guard route.method.rawValue == method, route.segments.count == segments.count,
        zip(route.segments, segments).allSatisfy({ $0.hasPrefix("{") || $0 == String($1) })
      else { continue }
      return document["paths"]?[route.path]?[method.lowercased()]
    }
    return nil
  }
}

extension JSONValue {
  static let problem: JSONValue = ["$ref": "#/components/schemas/Problem"]
}

/// As much of JSON Schema 2020-12 as the document uses. A keyword it does not know is a violation, so that none is overlooked.
struct SchemaCheck {
  let document: JSONValue

  init(_ document: JSONValue) { self.document = document }

  func violations(of value: JSONValue, against schema: JSONValue, at path: String = "$") -> [String] {
    var found: [String] = []
    for member in schema.objectValue?.members ?? [] {
      switch member.key {
      case "$ref":
        let name = String((member.value.stringValue ?? "").split(separator: "/").last ?? "")
        found += violations(of: value, against: document["components"]?["schemas"]?[name] ?? .null, at: path)
      case "anyOf":
        let all = (member.value.arrayValue ?? []).map { violations(of: value, against: $0, at: path) }
        if !all.contains(where: \.isEmpty) { found.append("\(path): fits none of \(all)") }
      case "type": if !isType(value, member.value.stringValue ?? "") { found.append("\(path): is no \(member.value)") }
      case "enum": if !(member.value.arrayValue ?? []).contains(value) { found.append("\(path): \(value) is not in the enum") }
      case "const": if member.value != value { found.append("\(path): is not \(member.value)") }
      case "pattern":
        if let text = value.stringValue, let pattern = member.value.stringValue,
          text.range(of: pattern, options: .regularExpression) == nil
        {
          found.append("\(path): '\(text)' does not match \(pattern)")
        }
      case "minimum":
        if let number = value.integerValue, number < member.value.integerValue ?? 0 { found.append("\(path): too low") }
      case "maximum":
        if let number = value.integerValue, number > member.value.integerValue ?? 0 { found.append("\(path): too high") }
      case "minLength":
        if let text = value.stringValue, text.count < member.value.integerValue ?? 0 { found.append("\(path): too short") }
      case "maxLength":
        if let text = value.stringValue, text.count > member.value.integerValue ?? 0 { found.append("\(path): too long") }
      case "minItems":
        if let list = value.arrayValue, list.count < member.value.integerValue ?? 0 { found.append("\(path): too few") }
      case "maxItems":
        if let list = value.arrayValue, list.count > member.value.integerValue ?? 0 { found.append("\(path): too many") }
      case "maxProperties":
        if let object = value.objectValue, object.count > member.value.integerValue ?? 0 {
          found.append("\(path): too many members")
        }
      case "items":
        for (index, element) in (value.arrayValue ?? []).enumerated() {
          found += violations(of: element, against: member.value, at: "\(path)[\(index)]")
        }
      case "properties":
        for property in member.value.objectValue?.members ?? [] {
          if let inner = value[property.key] {
            found += violations(of: inner, against: property.value, at: "\(path).\(property.key)")
          }
        }
      case "required":
        for name in (member.value.arrayValue ?? []).compactMap(\.stringValue) where value[name] == nil {
          found.append("\(path): lacks \(name)")
        }
      case "additionalProperties":
        let known = schema["properties"]?.objectValue?.keys ?? []
        for extra in value.objectValue?.members ?? [] where !known.contains(extra.key) {
          if member.value == false { found.append("\(path): has an unknown \(extra.key)") }
          if member.value.objectValue != nil {
            found += violations(of: extra.value, against: member.value, at: "\(path).\(extra.key)")
          }
        }
      case "propertyNames":
        for name in value.objectValue?.keys ?? [] {
          found += violations(of: .string(name), against: member.value, at: "\(path) name")
        }
      case "format", "description", "examples", "uniqueItems": break
      default: found.append("\(path): the schema uses \(member.key), which this check does not know")
      }
    }
    return found
  }

  private func isType(_ value: JSONValue, _ name: String) -> Bool {
    switch name {
    case "object": value.type == .object
    case "array": value.type == .array
    case "string": value.type == .string
    case "integer": value.integerValue != nil || value.type == .number
    case "boolean": value.type == .bool
    case "null": value.type == .null
    default: false
    }
  }
}
