import JSON

/// The commands about tenants, one file each.
enum TenantCommands {
  static let create = Command(
    words: ["tenant", "create"], summary: "Create a tenant with an empty ledger",
    arguments: [Argument("CODE", "short and unique: lower-case letters, digits and dashes")],
    options: [.value("name", nil, "NAME", "its name for people (default: the code)")],
    examples: [.init(#"walletctl tenant create toko --name "Toko Maju""#, "a tenant that --tenant toko names from now on")],
    run: { session throws(CommandFailure) in
      let code = session.invocation.argument("CODE")
      let body: JSONValue = ["code": .string(code), "name": .string(session.invocation.value("name") ?? code)]
      session.output.show(try session.post("/v1/tenants", body), as: TenantColumns.all)
    })
}
