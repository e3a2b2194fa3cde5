import HTTPServer

/// A call of Midtrans's Core API. Charges are named by order_id or transaction_id.
enum MidtransRoute: Equatable, Sendable {
  case charge
  case status(String)
  case cancel(String)
  case expire(String)
  case refund(String)
  case capture
  case approve(String)
  case deny(String)
  /// The picture of a code.
  case picture(String)

  init?(_ method: HTTPMethod, _ path: ArraySlice<String>) {
    let path = Array(path)
    guard path.first == "v2", path.count >= 2 else { return nil }
    let rest = path.dropFirst(2).joined(separator: "/")
    switch (method, path[1], rest) {
    case (.post, "charge", ""): self = .charge
    case (.post, "capture", ""): self = .capture
    case (.get, "qris", _) where path.count == 4 && path[3] == "qr-code": self = .picture(path[2])
    case (.get, _, "status"): self = .status(path[1])
    case (.post, _, "cancel"): self = .cancel(path[1])
    case (.post, _, "expire"): self = .expire(path[1])
    case (.post, _, "refund"), (.post, _, "refund/online/direct"): self = .refund(path[1])
    case (.post, _, "approve"): self = .approve(path[1])
    case (.post, _, "deny"): self = .deny(path[1])
    default: return nil
    }
  }

  var operation: Operation {
    switch self {
    case .charge: .charge
    case .status, .picture: .status
    case .cancel: .cancel
    case .expire: .expire
    case .refund: .refund
    case .capture: .capture
    case .approve: .approve
    case .deny: .deny
    }
  }
}
