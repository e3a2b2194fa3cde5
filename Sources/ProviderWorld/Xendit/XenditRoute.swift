import HTTPServer

/// A call of Xendit: Payments v2, QR codes, e-wallets, refunds, payouts v2, the balance.
enum XenditRoute: Equatable, Sendable {
  case createRequest, listRequests
  case request(String)
  case captureRequest(String)
  case simulateRequest(String)
  case createMethod, listMethods
  case method(String)
  case expireMethod(String)
  case simulateMethod(String)
  case payments(String)
  case createRefund, listRefunds
  case refund(String)
  case createCode
  case code(String)
  case simulateCode(String)
  case refundCode(String)
  case createWallet
  case wallet(String)
  case voidWallet(String)
  case refundWallet(String)
  case createPayout, listPayouts
  case payout(String)
  case cancelPayout(String)
  case balance

  init?(_ method: HTTPMethod, _ path: ArraySlice<String>) {
    let path = Array(path)
    // The one or two ids a path may hold are no words of its form.
    func fits(_ form: String...) -> Bool { form.count == path.count && zip(form, path).allSatisfy { $0 == "*" || $0 == $1 } }
    let isPost = method == .post
    guard isPost || method == .get else { return nil }
    switch true {
    case fits("payment_requests"): self = isPost ? .createRequest : .listRequests
    case fits("payment_requests", "*") && !isPost: self = .request(path[1])
    case fits("payment_requests", "*", "captures") && isPost: self = .captureRequest(path[1])
    case fits("payment_requests", "*", "payments", "simulate") && isPost: self = .simulateRequest(path[1])
    case fits("v2", "payment_methods"): self = isPost ? .createMethod : .listMethods
    case fits("v2", "payment_methods", "*") && !isPost: self = .method(path[2])
    case fits("v2", "payment_methods", "*", "expire") && isPost: self = .expireMethod(path[2])
    case fits("v2", "payment_methods", "*", "payments", "simulate") && isPost: self = .simulateMethod(path[2])
    case fits("v2", "payment_methods", "*", "payments") && !isPost: self = .payments(path[2])
    case fits("refunds"): self = isPost ? .createRefund : .listRefunds
    case fits("refunds", "*") && !isPost: self = .refund(path[1])
    case fits("qr_codes") && isPost: self = .createCode
    case fits("qr_codes", "*") && !isPost: self = .code(path[1])
    case fits("qr_codes", "*", "payments", "simulate") && isPost: self = .simulateCode(path[1])
    case fits("qr_codes", "payments", "*", "refunds") && isPost: self = .refundCode(path[2])
    case fits("ewallets", "charges") && isPost: self = .createWallet
    case fits("ewallets", "charges", "*") && !isPost: self = .wallet(path[2])
    case fits("ewallets", "charges", "*", "void") && isPost: self = .voidWallet(path[2])
    case fits("ewallets", "charges", "*", "refunds") && isPost: self = .refundWallet(path[2])
    case fits("v2", "payouts"): self = isPost ? .createPayout : .listPayouts
    case fits("v2", "payouts", "*") && !isPost: self = .payout(path[2])
    case fits("v2", "payouts", "*", "cancel") && isPost: self = .cancelPayout(path[2])
    case fits("balance") && !isPost: self = .balance
    default: return nil
    }
  }

  var operation: Operation {
    switch self {
    case .createRequest, .createCode, .createWallet: .charge
    case .listRequests, .request, .listMethods, .method, .payments, .listRefunds, .refund, .code, .wallet, .listPayouts,
      .payout:
      .status
    case .captureRequest: .capture
    case .simulateRequest, .simulateMethod, .simulateCode: .simulate
    case .createMethod: .method
    case .expireMethod: .expire
    case .createRefund, .refundCode, .refundWallet: .refund
    case .voidWallet, .cancelPayout: .cancel
    case .createPayout: .payout
    case .balance: .balance
    }
  }
}
