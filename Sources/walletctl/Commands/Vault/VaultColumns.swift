import JSON

/// How the vault is shown.
enum VaultColumns {
  static let all = [
    Column("State", "state", .status("state")), Column("Key", "key", .text("key")),
    Column("Retiring key", "retiring_key", .text("retiring_key")), Column("Memory", "memory", .text("memory")),
    Column("Rotation", "rotation", .made(rotation)), Column("Trouble", "trouble", .text("rotation.trouble")),
  ]

  static let dataKeys = [
    Column("NUMBER", "number", .number("number")), Column("PURPOSE", "purpose", .text("purpose")),
    Column("STATE", "state", .status("state")), Column("CREATED", "created_at", .time("created_at")),
    Column("WRAPPED UNDER", "wrapped_under", .text("wrapped_under")),
  ]

  @Sendable private static func rotation(_ vault: JSONValue) -> String {
    guard vault.at("rotation.is_under_way")?.boolValue == true else { return "none under way" }
    return "\(vault.text(at: "rotation.tenants_done")) of \(vault.text(at: "rotation.tenants")) tenants done"
  }

  /// A tenant's keys, and how far a rotation is.
  static func showDataKeys(_ answer: JSONValue, _ session: Session) {
    let keys = answer["data"]?.arrayValue ?? []
    switch session.output.format {
    case .table:
      if keys.isEmpty {
        session.note("This tenant has no vault yet: its first payment method makes it.")
      } else {
        session.streams.out(session.output.table(keys, as: dataKeys))
      }
      if answer.at("rotation.is_under_way")?.boolValue == true {
        session.note("A rotation is under way: \(answer.text(at: "rotation.resealed")) payment methods are sealed anew so far.")
      }
      let trouble = answer.text(at: "rotation.trouble")
      if !trouble.isEmpty { session.note("It was stopped: \(Plain.text(trouble))") }
    case .json: session.output.json(answer)
    case .jsonl: for key in keys { session.output.jsonLine(key) }
    case .csv: session.output.csv(keys, dataKeys, isFirst: true)
    }
  }
}
