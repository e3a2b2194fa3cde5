import Events
import Foundation
import Tenancy
import Testing
import WalletAPI

/// The pages under docs/reference that are made from the declarations. `make golden` rewrites them.
@Suite struct `Reference pages` {
  @Test(arguments: [
    ("problems.md", ReferencePages.problems), ("api.md", ReferencePages.operations),
    ("permissions.md", ReferencePages.permissions), ("events.md", ReferencePages.events),
  ])
  func `say what the code says`(name: String, text: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "docs/reference/\(name)")
    if ProcessInfo.processInfo.environment["WALLETD_GOLDEN"] != nil {
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == text, "make golden rewrites docs/reference/\(name)")
  }
}

enum ReferencePages {
  private static let note = "<!-- Made by `make golden` from Sources/WalletAPI: change it there. -->"

  static var problems: String {
    var lines = [
      "# Problem codes", "", note, "",
      "Errors are RFC 9457 problem bodies (`application/problem+json`) with a stable `code`. Each code has one status. When several",
      "apply, the one that stands higher in this table is answered; inside the body the first wrong field in the order of writing",
      "comes first, then what is missing, then what contradicts itself.", "", "| code | status | meaning |", "|---|---|---|",
    ]
    for code in ProblemCode.allCases { lines.append("| `\(code.rawValue)` | \(code.status) | \(code.title) |") }
    return lines.joined(separator: "\n") + "\n"
  }

  static var operations: String {
    var lines = [
      "# Operations", "", note, "",
      "The whole document, with schemas, is served at `/openapi.json`.", "",
      "| method | path | what it does | success | for |", "|---|---|---|---|---|",
    ]
    for operation in OperationID.allCases {
      let route = operation.route
      let audience =
        switch route.access {
        case .everybody: "everybody"
        case .daemon(let permission): "`\(permission.rawValue)`"
        case .tenant(let permission): "`\(permission.rawValue)` in a tenant"
        }
      lines.append("| \(route.method.rawValue) | `\(route.path)` | \(route.summary) | \(route.success.status) | \(audience) |")
    }
    for operation in OperationID.allCases where operation.route.access.isOfTenant || operation.route.isMutation {
      let route = operation.route
      lines += ["", "## \(route.method.rawValue) \(route.path)", "", route.summary + "."]
      if !route.text.isEmpty { lines += ["", route.text] }
      if !route.parameters.isEmpty {
        lines.append("")
        for parameter in route.parameters {
          lines.append("- `\(parameter.name)` (\(parameter.place.rawValue)): \(parameter.text)")
        }
      }
      let own = route.ownProblems.map { "`\($0.rawValue)`" }
      if !own.isEmpty { lines += ["", "Problems of its own: " + own.joined(separator: ", ") + "."] }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What may happen, and what it looks like.
  static var events: String {
    var lines = [
      "# Events", "", "<!-- Made by `make golden` from Sources/Events: change it there. -->", "",
      "What may happen to a tenant, as `GET /v1/events` lists it and `GET /v1/events/stream` sends it",
      "([how to read them](../concepts/events.md)). An event is derived from the row that says what happened, and is durable with it",
      "(docs/adr/0014-events.md). A type whose shape has to change in a way that breaks readers gets another version; fields may be",
      "added inside one.", "",
      "| type | version | object | needs, besides `events:read` | what has happened |", "|---|---|---|---|---|",
    ]
    for type in EventType.allCases {
      lines.append(
        "| `\(type.rawValue)` | \(type.version) | `\(type.objectPrefix)…` | `\(type.permission.rawValue)` | \(type.summary) |")
    }
    lines += [
      "", "## Fields", "",
      "- `id` (`evt_…`): the same wherever the event is read; ids of one tenant sort by time, as text.",
      "- `type`, `version`; `occurred_at`: when the row was written; `sequence`: its place in its ledger or trail.",
      "- `object`: what the event is about. `accounts`: the accounts it touched, each once.",
      "- `channel`: the member `channel` of the metadata; of the hold or transaction that is resolved or reversed where its own has none.",
      "- `data`: the object as it was then, as its own operation shows it. Of holds that are captured, released or expired it is the",
      "  hold with the transaction that did it. Of keys, payment methods and the tenant it is what changed: `id`, `before`, `after`.",
      "",
      "## Each type", "",
      "Ids and times stand for themselves.",
    ]
    for type in EventType.allCases {
      lines += ["", "### \(type.rawValue)", "", "```json", EventGoldens.stored(type), "```"]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Who may do what, and which operations that opens.
  static var permissions: String {
    let roles = Role.allCases
    var lines = [
      "# Permissions", "", note, "",
      "Every operation needs one permission; a role is a set of them (docs/adr/0011-who-may-do-what.md). An API key has the role",
      "`platform` in one tenant, narrowed to its scopes. "
        + Permissions.unlessNamed.all.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        + " is a key's only when its scopes name it.", "",
      "| permission | lets | " + roles.map(\.rawValue).joined(separator: " | ") + " |",
      "|---|---|" + String(repeating: "---|", count: roles.count),
    ]
    for permission in Permission.allCases {
      let marks = roles.map { $0.permissions.contains(permission) ? "yes" : "–" }
      lines.append("| `\(permission.rawValue)` | \(permission.summary) | " + marks.joined(separator: " | ") + " |")
    }
    lines += ["", "## Operations", "", "| operation | permission |", "|---|---|"]
    for operation in OperationID.allCases {
      let permission = operation.route.access.permission.map { "`\($0.rawValue)`" } ?? "none: everybody who can open the socket"
      lines.append("| \(operation.route.method.rawValue) `\(operation.route.path)` | \(permission) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
