package import JSON

/// The OpenAPI 3.1 document, made from the same declarations as the route table.
package enum OpenAPIDocument {
  package static func make(version: String) -> JSONValue {
    [
      "openapi": "3.1.0",
      "info": [
        "title": "walletd", "version": .string(version),
        "summary": "Wallets and double-entry ledgers for many tenants",
        "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
      ],
      "servers": [["url": "http://localhost", "description": "The daemon's Unix socket."]],
      "paths": paths,
      "components": ["schemas": .object(JSONObject(Component.allCases.map { ($0.rawValue, .object($0.schema.json)) }))],
    ]
  }

  private static var paths: JSONValue {
    var paths = JSONObject()
    for operation in OperationID.allCases {
      let route = operation.route
      var item = paths[route.path]?.objectValue ?? JSONObject()
      item[route.method.rawValue.lowercased()] = self.operation(operation, route)
      paths[route.path] = .object(item)
    }
    return .object(paths)
  }

  private static func operation(_ id: OperationID, _ route: Route) -> JSONValue {
    var result = JSONObject([("operationId", .string(id.rawValue)), ("summary", .string(route.summary))])
    if !route.text.isEmpty { result["description"] = .string(route.text) }
    result["tags"] = [.string(id.rawValue.split(separator: ".").first.map(String.init) ?? id.rawValue)]
    let parameters = route.parameters + route.headers
    result["parameters"] = .array(parameters.map(parameter))
    switch route.body {
    case .none: break
    case .optional(let component): result["requestBody"] = body(component, isRequired: false)
    case .required(let component): result["requestBody"] = body(component, isRequired: true)
    }
    result["responses"] = responses(route)
    return .object(result)
  }

  private static func parameter(_ parameter: Parameter) -> JSONValue {
    var result = JSONObject([
      ("name", .string(parameter.name)), ("in", .string(parameter.place.rawValue)), ("description", .string(parameter.text)),
      ("required", .bool(parameter.isRequired)), ("schema", .object(parameter.schema.json)),
    ])
    if let example = parameter.example { result["example"] = example }
    return .object(result)
  }

  private static func body(_ component: Component, isRequired: Bool) -> JSONValue {
    ["required": .bool(isRequired), "content": ["application/json": media(.ref(component))]]
  }

  private static func media(_ schema: Schema) -> JSONValue { ["schema": .object(schema.json)] }

  private static func responses(_ route: Route) -> JSONValue {
    var responses = JSONObject()
    let content = JSONObject([("\(route.success.contentType)", media(route.success.body))])
    responses[String(route.success.status)] = [
      "description": .string(route.success.summary),
      "headers": headers(isKeyed: route.isKeyed, retryAfter: false),
      "content": .object(content),
    ]
    let byStatus = Dictionary(grouping: route.problems, by: \.status)
    for status in byStatus.keys.sorted() {
      responses[String(status)] = problem(status, byStatus[status] ?? [], isKeyed: route.isKeyed)
    }
    return .object(responses)
  }

  private static func problem(_ status: UInt16, _ codes: [ProblemCode], isKeyed: Bool) -> JSONValue {
    [
      "description": .string(codes.map { "`\($0.rawValue)`: \($0.title)." }.joined(separator: " ")),
      "headers": headers(isKeyed: isKeyed, retryAfter: codes.contains { $0.retryAfter != nil }),
      "content": ["application/problem+json": media(.ref(.problem))],
    ]
  }

  private static func headers(isKeyed: Bool, retryAfter: Bool) -> JSONValue {
    var headers = JSONObject([
      ("X-Request-Id", header("The request's id, the caller's own if it sent one.", .string(pattern: WirePattern.requestID)))
    ])
    if isKeyed {
      headers["Idempotent-Replayed"] = header("`true` when this answers from what was stored under the key.", .constant("true"))
    }
    if retryAfter { headers["Retry-After"] = header("Seconds to wait before trying again.", .integer(0...3_600)) }
    return .object(headers)
  }

  private static func header(_ text: String, _ schema: Schema) -> JSONValue {
    ["description": .string(text), "required": false, "schema": .object(schema.json)]
  }
}

extension Route {
  /// The headers an operation looks at.
  var headers: [Parameter] {
    var headers = [Parameters.requestID]
    if access.isOfTenant { headers.insert(Parameters.tenantHeader, at: 0) }
    if isKeyed { headers.append(Parameters.keyHeader) }
    return headers
  }
}
