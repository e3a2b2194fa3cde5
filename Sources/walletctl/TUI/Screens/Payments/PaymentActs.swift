import JSON
import LedgerCore
import WalletAPI
import WalletClient

/// What can be done to a payment.
enum PaymentActs {
  static let all = [capture, void, refund]

  static let capture = Act(
    key: "C", name: "capture", help: "takes what is set aside, all of it or a part", operation: .capturePayment,
    refusal: { isAuthorized($0) ? nil : "it is \($0.text(at: "status")): nothing is set aside" }, subject: subject,
    also: { [.get(PercentCoding.path("/v1/merchants", $0.text(at: "merchant_id")))] },
    question: { payment in
      guard payment["typed"] != nil else {
        return "How much of \(name(payment)) is taken? \(money(payment, PaymentPreview.authorized(payment))) is set aside."
      }
      return "Take \(typed(payment)) of \(name(payment))? These entries are posted:"
    },
    postings: PaymentPreview.capture,
    note: { payment in
      isAbove(payment, PaymentPreview.authorized(payment))
        ? "That is more than is set aside: \(money(payment, PaymentPreview.authorized(payment)))." : ""
    },
    input: .form([
      Act.Field(name: "amount", kind: .amount) { major($0, PaymentPreview.authorized($0)) },
      Act.Field(name: "rest", kind: .choice(["free", "keep"])) { _ in "free" },
    ]),
    request: { payment in
      (
        path(payment, "/capture"),
        ["amount": payment.at("typed.amount") ?? .null, "final": .bool(payment.text(at: "typed.rest") != "keep")]
      )
    },
    command: { payment in
      ["payment", "capture", payment.text(at: "payment_id")] + amountWords(payment)
        + (payment.text(at: "typed.rest") == "keep" ? ["--keep-rest"] : [])
    },
    done: { "\(money($0, $0["captured"]?.integerValue ?? 0)) is taken: \(name($0)) is \($0.text(at: "status"))." })

  static let void = Act(
    key: "V", name: "void", help: "frees what is set aside and not taken", operation: .voidPayment,
    refusal: {
      $0.text(at: "status") == "authorized" ? nil : "it is \($0.text(at: "status")): nothing is set aside that could be freed"
    },
    subject: subject,
    question: { "Free what is set aside for \(name($0))? The customer has it back:" }, postings: PaymentPreview.void,
    request: { (path($0, "/void"), [:]) }, command: { ["payment", "void", $0.text(at: "payment_id")] },
    done: { "\(name($0)) is \($0.text(at: "status"))." })

  static let refund = Act(
    key: "R", name: "refund", help: "gives money back, all of it or a part", operation: .refundPayment,
    refusal: { payment in
      switch payment.text(at: "status") {
      case "captured", "partially_captured", "partially_refunded": nil
      case let status: "it is \(status): there is nothing to give back"
      }
    },
    subject: subject,
    also: { payment in
      payment["merchant_id"] == nil
        ? []
        : [
          .get(
            PercentCoding.path("/v1/accounts", PaymentPreview.merchantAccount(payment, "pending")),
            query: [("currency", payment["currency"]?.stringValue)])
        ]
    },
    question: { payment in
      guard payment["typed"] != nil else {
        return "How much of \(name(payment)) goes back? \(money(payment, PaymentPreview.refundable(payment))) can."
      }
      return "Give \(typed(payment)) of \(name(payment)) back to who paid it? These entries are posted:"
    },
    postings: PaymentPreview.refund,
    note: { payment in
      if isAbove(payment, PaymentPreview.refundable(payment)) {
        return "That is more than can go back: \(money(payment, PaymentPreview.refundable(payment)))."
      }
      return payment["fee"]?.integerValue ?? 0 > 0 ? "Its part of the fee goes back too, unless this tenant keeps its fees." : ""
    },
    input: .form([
      Act.Field(name: "amount", kind: .amount) { major($0, PaymentPreview.refundable($0)) },
      Act.Field(name: "reason", kind: .text) { _ in "" },
    ]),
    request: { payment in
      var body = JSONObject()
      body["amount"] = payment.at("typed.amount")
      body["reason"] = payment.at("typed.reason")
      return (path(payment, "/refunds"), .object(body))
    },
    command: { payment in
      let reason = payment.text(at: "typed.reason")
      return ["payment", "refund", payment.text(at: "payment_id")] + amountWords(payment)
        + (reason.isEmpty ? [] : ["--reason", reason])
    },
    done: { "\(money($0, $0["amount"]?.integerValue ?? 0)) goes back by \($0.text(at: "refund_id")): \($0.text(at: "status"))." })

  private static func isAuthorized(_ payment: JSONValue) -> Bool {
    ["authorized", "partially_captured"].contains(payment.text(at: "status"))
  }

  @Sendable private static func subject(_ payment: JSONValue) -> ClientRequest { .get(path(payment)) }

  private static func path(_ payment: JSONValue, _ rest: String = "") -> String {
    PercentCoding.path("/v1/payments", payment.text(at: "payment_id"), rest)
  }

  private static func name(_ payment: JSONValue) -> String { Plain.text(payment.text(at: "payment_id")) }

  private static func money(_ payment: JSONValue, _ amount: Int64) -> String {
    AmountText(isMinor: false).text(amount, payment.text(at: "currency"))
  }

  private static func typed(_ payment: JSONValue) -> String { money(payment, payment.at("typed.amount")?.integerValue ?? 0) }

  private static func isAbove(_ payment: JSONValue, _ most: Int64) -> Bool {
    payment.at("typed.amount")?.integerValue ?? 0 > most
  }

  /// As it is typed and read again.
  private static func major(_ payment: JSONValue, _ amount: Int64) -> String {
    Currency(payment.text(at: "currency")).map { Money(amount, $0).typedText } ?? ""
  }

  private static func amountWords(_ payment: JSONValue) -> [String] {
    guard let amount = payment.at("typed.amount")?.integerValue, let currency = Currency(payment.text(at: "currency")) else {
      return []
    }
    return ["--amount", Money(amount, currency).majorText]
  }
}

extension Money {
  /// The shortest way to write it, as it is read where amounts are typed.
  var typedText: String {
    let text = majorText
    guard let point = text.firstIndex(of: ".") else { return text }
    let fraction = text[text.index(after: point)...]
    return fraction.allSatisfy { $0 == "0" }
      ? String(text[..<point]) : text[..<point] + (currency.code == "IDR" ? "," : ".") + fraction
  }
}
