import JSON
import WalletClient

/// The commands that play customers and banks at a simulator of providers, one file each.
enum SimulatorCommands {
  /// Which charge: by the intent it is for, by its code, or by the name its provider has for it.
  static let whichArgument = Argument("INTENT", "its id, pi_…", .optional)
  static let which: [Option] = [
    .value("qr", nil, "TEXT", "instead of INTENT: the code that is scanned"),
    .value("reference", nil, "TEXT", "instead of INTENT: order_id of Midtrans, reference_id of Xendit"), .simulator,
  ]

  static let columns = [
    Column("PROVIDER", "provider", .text("provider")), Column("STATE", "state", .text("state")),
    Column("AMOUNT", "amount", .amount("amount", currency: "currency")), Column("", "currency", .text("currency")),
    Column("CAPTURED", "captured", .amount("captured", currency: "currency")),
    Column("REFUNDED", "refunded", .amount("refunded", currency: "currency")), Column("METHOD", "method", .text("method")),
    Column("EXPIRES", "expires", .time("expires")), Column("REFERENCE", "reference", .text("reference")),
  ]

  /// Does something to a charge, and shows what it is then.
  static func act(_ word: String, _ session: Session, more: JSONObject = JSONObject()) throws(CommandFailure) {
    let simulator = try session.simulator()
    var failure: CommandFailure?
    for (name, value) in try charge(session) {
      var body = more
      body[name] = .string(value)
      do throws(CommandFailure) {
        session.output.show(try simulator.ask(.post, "/_sim/" + word, .object(body)), as: columns)
        return
      } catch {
        // The other provider's charges are called otherwise.
        guard error.exit == .notFound else { throw error }
        failure = error
      }
    }
    throw failure ?? CommandFailure(.notFound, "there is no such charge")
  }

  /// How the simulator may know it, the likelier first.
  private static func charge(_ session: Session) throws(CommandFailure) -> [(name: String, value: String)] {
    let invocation = session.invocation
    let named = [invocation.optionalArgument("INTENT"), invocation.value("qr"), invocation.value("reference")].compactMap { $0 }
    guard named.count == 1 else { throw .usage("one of INTENT, --qr and --reference says which charge") }
    if let code = invocation.value("qr") { return [("qr_string", code)] }
    let reference =
      if let intent = invocation.optionalArgument("INTENT") { try reference(of: intent, session) } else {
        invocation.value("reference") ?? ""
      }
    return [("order_id", reference), ("reference_id", reference)]
  }

  /// An attempt's id is what its provider knows it by: the one that waits, else the newest.
  private static func reference(of intent: String, _ session: Session) throws(CommandFailure) -> String {
    let list = try session.get("/v1/attempts", query: [("intent", intent), ("limit", "100")])
    let charges = (list["data"]?.arrayValue ?? []).filter { $0.text(at: "purpose") == "charge" }
    let waiting = charges.first { ["sending", "unknown", "pending", "authorized"].contains($0.text(at: "status")) }
    guard let found = waiting ?? charges.first else {
      throw CommandFailure(
        .conflict, "no provider was asked for \(Plain.text(intent)) yet", hints: ["`walletctl intent confirm` has it asked."])
    }
    return found.text(at: "attempt_id")
  }
}
