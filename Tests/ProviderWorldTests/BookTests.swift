import HTTPServer
import JSON
import LedgerCore
import Testing

@testable import ProviderWorld

@Suite struct `The book` {
  /// Every state and event there is; a dash is a refusal.
  static let table = """
    pending: pay settled, authorize authorized, challenge challenged, capture captured, decline declined, cancel cancelled, expire expired
    authorized: capture captured, decline declined, cancel cancelled, expire expired
    challenged: approve captured, decline declined, cancel cancelled
    captured: settle settled, cancel cancelled
    settled: reverse reversed
    declined: -
    cancelled: payLate settled
    expired: payLate settled
    reversed: -
    """

  @Test func `lets happen what the table says and nothing else`() {
    let lines = ChargeState.allCases.map { state in
      let moves = ChargeEvent.allCases.compactMap { event in state.after(event).map { "\(event.rawValue) \($0.rawValue)" } }
      return "\(state.rawValue): " + (moves.isEmpty ? "-" : moves.joined(separator: ", "))
    }
    #expect(lines.sorted() == Self.table.split(separator: "\n").map(String.init).sorted())
  }

  @Test(arguments: ChargeState.allCases) func `holds the merchant's money in two states only`(state: ChargeState) {
    #expect(state.holdsMoney == (state == .captured || state == .settled))
  }

  @Test func `counts what was taken and given back`() throws {
    var rig = Rig()
    _ = rig.charge("a", 10_000)
    rig.does("pay", ["order_id": "a"])
    _ = rig.midtrans(.post, "/v2/a/refund", ["amount": 2_500])
    let charge = try #require(rig.world.book.find(.midtrans, reference: "a"))
    #expect(charge.captured == 1_000_000 && charge.refunded == 250_000 && charge.refundable == 750_000)
    let totals = try #require(rig.world.book.json["totals"]?[0])
    #expect(totals["captured"] == 1_000_000 && totals["refunded"] == 250_000)
  }

  @Test func `is without the money of what was cancelled or taken back`() {
    var rig = Rig()
    _ = rig.charge("card", 10_000, "credit_card", ["credit_card": ["token_id": "accept"]])
    #expect(rig.world.book.find(.midtrans, reference: "card")?.captured == 1_000_000)
    _ = rig.midtrans(.post, "/v2/card/cancel")
    #expect(rig.world.book.find(.midtrans, reference: "card")?.captured == 0)
    _ = rig.charge("bank", 10_000, "bank_transfer", ["bank_transfer": ["bank": "permata"]])
    rig.does("pay", ["order_id": "bank"])
    rig.does("reverse", ["order_id": "bank"])
    #expect(rig.world.book.find(.midtrans, reference: "bank")?.captured == 0)
  }

  @Test func `keeps a payment that was given back in part: the bank does not take it back whole`() {
    var rig = Rig()
    _ = rig.charge("a")
    rig.does("pay", ["order_id": "a"])
    _ = rig.midtrans(.post, "/v2/a/refund", ["amount": 1])
    #expect(rig.does("reverse", ["order_id": "a"]).status == 409)
    #expect(rig.world.book.find(.midtrans, reference: "a")?.refundable == 999_900)
  }

  @Test func `expires what nobody paid in time, and not a microsecond before`() {
    var rig = Rig()
    _ = rig.charge("a")
    rig.now = Timestamp(microseconds: rig.now.microseconds + 900_000_000 - 1)
    rig.world.pass(to: rig.now)
    #expect(rig.world.book.find(.midtrans, reference: "a")?.state == .pending)
    rig.now = Timestamp(microseconds: rig.now.microseconds + 1)
    rig.world.pass(to: rig.now)
    #expect(rig.world.book.find(.midtrans, reference: "a")?.state == .expired)
    #expect(rig.world.book.waiting.isEmpty)
  }

  @Test func `knows money that comes after all was over`() {
    var rig = Rig()
    _ = rig.charge("a")
    rig.wait(900)
    #expect(rig.does("pay", ["order_id": "a"]).status == 409)
    #expect(rig.does("pay", ["order_id": "a", "late": true]).status == 200)
    #expect(rig.world.book.find(.midtrans, reference: "a")?.captured == 1_000_000)
  }

  @Test func `has the notice of how a charge stands sent again, and nothing else happens`() {
    var rig = Rig()
    _ = rig.charge("a")
    _ = rig.request("b")
    rig.does("pay", ["order_id": "a"])
    rig.does("pay", ["reference_id": "b"])
    let told = rig.webhooks().suffix(2)
    let before = rig.world.book.json
    #expect(rig.does("notify", ["order_id": "a"]).status == 200 && rig.does("notify", ["reference_id": "b"]).status == 200)
    let again = rig.webhooks()
    #expect(again.map { $0.text("transaction_status") ?? $0.text("event") } == ["settlement", "payment.succeeded"])
    #expect(again.first == told.first && rig.world.book.json == before)
  }

  @Test func `finds the newest charge of a reference, and one that can be paid before it`() {
    var rig = Rig()
    let first = rig.request("same").body
    let second = rig.request("same").body
    #expect(rig.world.book.find(.xendit, reference: "same")?.id == second.text("id"))
    rig.does("pay", ["id": .string(second.text("id") ?? "")])
    #expect(rig.world.book.find(.xendit, reference: "same")?.id == first.text("id"))
  }

  @Test func `is paid with its own amount and no other`() {
    var rig = Rig()
    _ = rig.charge("a", 10_000)
    #expect(rig.does("pay", ["order_id": "a", "amount": 999_999]).status == 409)
    #expect(rig.does("pay", ["order_id": "a", "amount": 1_000_000]).status == 200)
    #expect(rig.does("pay", ["order_id": "a"]).status == 409)
    #expect(rig.does("pay", ["order_id": "b"]).status == 404)
  }

  @Test func `is the same for the same seed, calls and times`() {
    func run(_ seed: UInt64) -> JSONValue {
      var rig = Rig { $0.seed = seed }
      for order in ["a", "b", "c"] { _ = rig.charge(order) }
      rig.does("pay", ["order_id": "b"])
      return rig.world.book.json
    }
    #expect(run(5) == run(5))
    #expect(run(5) != run(6))
  }
}
