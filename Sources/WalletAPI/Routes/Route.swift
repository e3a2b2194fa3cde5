package import JSON
package import Tenancy

/// What the world may know about one operation: enough to route it, to document it and to test it from outside.
package struct Route: Sendable {
  package enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
  }

  /// Who may call.
  package enum Access: Sendable, Equatable {
    /// Everybody who can open the socket.
    case everybody
    /// Who has the permission, for the daemon as a whole.
    case daemon(Permission)
    /// Who has the permission, in one tenant: a key's own, or the one that `Walletd-Tenant` names.
    case tenant(Permission)

    package var permission: Permission? {
      switch self {
      case .everybody: nil
      case .daemon(let permission), .tenant(let permission): permission
      }
    }

    package var isOfTenant: Bool { if case .tenant = self { true } else { false } }
  }

  /// A successful answer.
  package struct Success: Sendable {
    package let status: UInt16
    package let summary: String
    package let contentType: StaticString
    package let body: Schema

    package init(_ status: UInt16, _ summary: String, _ body: Schema, contentType: StaticString = "application/json") {
      self.status = status
      self.summary = summary
      self.contentType = contentType
      self.body = body
    }
  }

  package enum Body: Sendable {
    case none
    /// May be left out altogether.
    case optional(Component)
    case required(Component)
  }

  package let method: Method
  /// With parameters in braces: `/v1/accounts/{account}`.
  package let path: String
  package let summary: String
  /// More than the summary says; Markdown, may be empty.
  package let text: String
  package let access: Access
  /// Path and query parameters; headers follow from the other properties.
  package let parameters: [Parameter]
  package let body: Body
  package let success: Success
  /// Whether its body or its answer may hold a secret: then their bytes are wiped as soon as they have been used.
  package let carriesSecrets: Bool
  /// Takes an idempotency key. A mutation that may be done again without harm, or must be, takes none.
  package let isKeyed: Bool
  /// The codes of this operation alone; those of its kind are added by `problems`.
  package let ownProblems: [ProblemCode]

  package init(
    _ method: Method, _ path: String, _ access: Access, _ summary: String, text: String = "", parameters: [Parameter] = [],
    body: Body = .none, success: Success, problems: [ProblemCode] = [], carriesSecrets: Bool = false, isKeyed: Bool? = nil
  ) {
    self.method = method
    self.path = path
    self.summary = summary
    self.text = text
    self.access = access
    self.parameters = parameters
    self.body = body
    self.success = success
    ownProblems = problems
    self.carriesSecrets = carriesSecrets
    self.isKeyed = isKeyed ?? (method == .post)
  }

  /// Changes something.
  package var isMutation: Bool { method == .post }

  package var segments: [String] { path.split(separator: "/").map(String.init) }
}

/// A path or query parameter.
package struct Parameter: Sendable {
  package enum Place: String, Sendable {
    case path, query, header
  }

  package let name: String
  package let place: Place
  package let text: String
  package let schema: Schema
  package let isRequired: Bool
  package let example: JSONValue?

  package init(
    _ name: String, in place: Place = .query, _ text: String, _ schema: Schema, isRequired: Bool? = nil, example: JSONValue? = nil
  ) {
    self.name = name
    self.place = place
    self.text = text
    self.schema = schema
    self.isRequired = isRequired ?? (place == .path)
    self.example = example
  }
}
