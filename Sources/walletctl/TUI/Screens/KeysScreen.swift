import JSON
import WalletAPI
import WalletClient

/// API keys, without their secrets.
enum KeysScreen {
  static let screen = Screen(
    name: "keys", digit: "7", tab: "keys", summary: "API keys: in use, unused, ending", scope: .tenant, operation: .listKeys,
    source: .list { _ in ListRequest(path: "/v1/keys") },
    columns: [
      ScreenColumn("NAME", .text("name"), widest: 32, narrowest: 12), ScreenColumn("KEY", .text("key"), priority: 2),
      ScreenColumn("STATUS", .status("status")), ScreenColumn("LAST USED", .made(lastUse), name: "last_used_at"),
      ScreenColumn("ENDS", .made(end), priority: 1, name: "expires_at"),
      ScreenColumn("CREATED", .time("created_at"), priority: 3, name: "created_at"),
      ScreenColumn(
        "SCOPES",
        .made { row, _ in CellText(Plain.text((row["scopes"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: " ")))
        },
        priority: 5, widest: 60),
      ScreenColumn("ID", .text("id"), priority: 4),
    ],
    opens: .record,
    ways: [
      Screen.Way(
        key: "a", name: "audit", help: "who made it, and what was done with it",
        drill: Drill("audit") { row, context in
          Subject(
            id: row.text(at: "id"), label: row.text(at: "name"),
            facts: ["subject": row.text(at: "id"), "tenant": context.tenant ?? ""])
        })
    ],
    acts: [rotate, revoke], empty: "This tenant has no key yet: walletctl key create NAME",
    command: { _ in ["key", "list"] })

  private static let rotate = Act(
    key: "K", name: "rotate", help: "makes the key that follows it; its secret goes into a file", operation: .rotateKey,
    refusal: active, subject: subject,
    question: {
      "Rotate \(Plain.text($0.text(at: "name")))? A new key with the same rights; the old one goes on for a day. "
        + "The new secret is written to this file and shown nowhere:"
    },
    input: .secretFile { row in
      let name = row.text(at: "name").unicodeScalars.filter {
        $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil)
      }
      return (name.isEmpty ? "walletd" : String(String.UnicodeScalarView(name))) + "-new.key"
    },
    request: { (PercentCoding.path("/v1/keys", $0.text(at: "id"), "/rotate"), [:]) },
    command: { ["key", "rotate", $0.text(at: "id"), "--secret-file", "new.key"] },
    done: { "The new key is \($0.text(at: "id"))." })

  private static let revoke = Act(
    key: "X", name: "revoke", help: "ends it at once and for good", operation: .revokeKey, refusal: active, subject: subject,
    question: {
      "Revoke \(Plain.text($0.text(at: "name"))) (\($0.text(at: "id")))? What uses it is refused from now on, for good."
    },
    request: { (PercentCoding.path("/v1/keys", $0.text(at: "id"), "/revoke"), [:]) },
    command: { ["key", "revoke", $0.text(at: "id"), "--yes"] },
    done: { "\($0.text(at: "id")) is revoked." })

  @Sendable private static func active(_ key: JSONValue) -> String? {
    let status = key.text(at: "status")
    return status == "active" ? nil : "it is \(status)"
  }

  @Sendable private static func subject(_ key: JSONValue) -> ClientRequest {
    .get(PercentCoding.path("/v1/keys", key.text(at: "id")))
  }

  @Sendable private static func lastUse(_ row: JSONValue, _ context: ScreenContext) -> CellText {
    let time = row.text(at: "last_used_at")
    return time.isEmpty ? CellText("never", .warning) : CellText(MomentText.short(time, now: context.now))
  }

  @Sendable private static func end(_ row: JSONValue, _ context: ScreenContext) -> CellText {
    let time = row.text(at: "expires_at")
    guard !time.isEmpty else { return CellText("never", .faint) }
    return row.text(at: "status") == "active"
      ? MomentText.due(time, now: context.now) : CellText(MomentText.short(time, now: context.now), .faint)
  }
}
