import JSON

/// Ids, and the screens they lead to.
enum IDs {
  private static let screens = [
    "acc_": "account", "txn_": "transaction", "hold_": "hold", "pi_": "intent", "pay_": "payment", "att_": "attempt",
    "re_": "refund", "in_": "delivery", "mch_": "merchant", "wal_": "wallet", "cus_": "customer",
    "stl_": "settlement", "po_": "payout",
  ]

  static func screen(of id: String) -> String? {
    screens.first { id.hasPrefix($0.key) && id.count == $0.key.count + 26 }?.value
  }

  /// Where a row's own id stands: what belongs to something else names that too, further back.
  private static let fields = [
    "id", "job_id", "settlement_item_id", "settlement_id",
    "attempt_id", "refund_id", "payout_id", "delivery_id", "payment_id", "payment_intent_id", "bonus_id", "posting",
  ]

  /// What a row is called by the daemon; empty where it is called nothing.
  static func own(_ row: JSONValue) -> String { fields.lazy.map { row.text(at: $0) }.first { !$0.isEmpty } ?? "" }
}
