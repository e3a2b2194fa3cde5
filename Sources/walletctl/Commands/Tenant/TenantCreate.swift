import JSON
import WalletAPI

/// The commands about tenants, one file each.
enum TenantCommands {
  static let create = Command(
    words: ["tenant", "create"], summary: "Create a tenant with an empty ledger",
    details: "The mode is for ever: a tenant for tests never becomes one for real money, and keys of one are none of the other.",
    arguments: [Argument("CODE", "short and unique: lower-case letters, digits and dashes")],
    options: [
      .value("name", nil, "NAME", "its name for people (default: the code)"),
      .choice("mode", ["live", "test"], "whether money is real there (default live)"),
    ],
    calls: [.createTenant],
    examples: [
      .init(#"walletctl tenant create toko --name "Toko Maju""#, "a tenant that --tenant toko names from now on"),
      .init(
        "walletctl tenant create toko-test --mode test", "one to try things in: it takes test cards only, and can be deleted"),
    ],
    run: { session throws(CommandFailure) in
      let code = session.invocation.argument("CODE")
      var body = JSONObject([("code", .string(code)), ("name", .string(session.invocation.value("name") ?? code))])
      body["mode"] = session.invocation.value("mode").map { .string($0) }
      session.output.show(try session.post("/v1/tenants", .object(body)), as: TenantColumns.details)
    })
}
