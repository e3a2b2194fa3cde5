package import JSON

/// A JSON Schema (2020-12), as far as the API needs it.
package struct Schema: Sendable {
  package private(set) var json: JSONObject

  private init(_ members: [(String, JSONValue)]) {
    json = JSONObject(members)
  }

  package static func ref(_ component: Component) -> Schema {
    Schema([("$ref", .string("#/components/schemas/\(component.rawValue)"))])
  }

  package static func string(
    pattern: String? = nil, format: String? = nil, length: ClosedRange<Int>? = nil
  ) -> Schema {
    var schema = Schema([("type", "string")])
    if let pattern { schema.json["pattern"] = .string(pattern) }
    if let format { schema.json["format"] = .string(format) }
    if let length {
      schema.json["minLength"] = .integer(Int64(length.lowerBound))
      schema.json["maxLength"] = .integer(Int64(length.upperBound))
    }
    return schema
  }

  package static func integer(_ range: ClosedRange<Int64>? = nil) -> Schema {
    var schema = Schema([("type", "integer"), ("format", "int64")])
    if let range {
      schema.json["minimum"] = .integer(range.lowerBound)
      schema.json["maximum"] = .integer(range.upperBound)
    }
    return schema
  }

  /// An integer that may be larger than 64 bits: sums of many amounts.
  package static var sum: Schema { Schema([("type", "integer")]) }

  package static var bool: Schema { Schema([("type", "boolean")]) }

  package static func oneOf(_ values: [String]) -> Schema {
    Schema([("type", "string"), ("enum", .array(values.map { .string($0) }))])
  }

  package static func constant(_ value: String) -> Schema {
    Schema([("type", "string"), ("const", .string(value))])
  }

  package static func array(of item: Schema, count: ClosedRange<Int>? = nil, unique: Bool = false) -> Schema {
    var schema = Schema([("type", "array"), ("items", .object(item.json))])
    if let count {
      schema.json["minItems"] = .integer(Int64(count.lowerBound))
      schema.json["maxItems"] = .integer(Int64(count.upperBound))
    }
    if unique { schema.json["uniqueItems"] = true }
    return schema
  }

  /// Requests are closed (an unknown field is refused); replies are open, so that fields can be added inside `v1`.
  package static func object(_ fields: [Field], isClosed: Bool = false) -> Schema {
    var schema = Schema([("type", "object")])
    schema.json["properties"] = .object(
      JSONObject(fields.map { ($0.name, .object($0.schema.described($0.text).json)) }))
    let required = fields.filter(\.isRequired)
    if !required.isEmpty { schema.json["required"] = .array(required.map { .string($0.name) }) }
    if isClosed { schema.json["additionalProperties"] = false }
    return schema
  }

  /// Any names, all values of one kind.
  package static func map(of value: Schema, names: Schema? = nil, most: Int? = nil) -> Schema {
    var schema = Schema([("type", "object"), ("additionalProperties", .object(value.json))])
    if let names { schema.json["propertyNames"] = .object(names.json) }
    if let most { schema.json["maxProperties"] = .integer(Int64(most)) }
    return schema
  }

  package static func any(of schemas: [Schema]) -> Schema {
    Schema([("anyOf", .array(schemas.map { .object($0.json) }))])
  }

  package static var anything: Schema { Schema([]) }

  package var orNull: Schema { .any(of: [self, Schema([("type", "null")])]) }

  package func described(_ text: String) -> Schema {
    guard !text.isEmpty else { return self }
    var schema = self
    schema.json["description"] = .string(text)
    return schema
  }

  package func examples(_ examples: JSONValue...) -> Schema {
    var schema = self
    schema.json["examples"] = .array(examples)
    return schema
  }
}

/// A member of an object.
package struct Field: Sendable {
  package let name: String
  package let text: String
  package let schema: Schema
  package let isRequired: Bool

  package init(_ name: String, _ schema: Schema, _ text: String = "", isRequired: Bool = true) {
    self.name = name
    self.schema = schema
    self.text = text
    self.isRequired = isRequired
  }

  package static func optional(_ name: String, _ schema: Schema, _ text: String = "") -> Field {
    Field(name, schema, text, isRequired: false)
  }
}
