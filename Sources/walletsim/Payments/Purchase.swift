/// A request with a key, until somebody is told what came of it.
struct Errand {
  struct Answer: Equatable {
    let status: Int
    let body: String
  }

  let key: String
  let path: String
  let body: String
  let purchase: Int
  var answer: Answer?
  /// Requests with this key that are on their way now.
  var underWay = 0
}

/// One payment as the platform that asks for it sees it.
struct Purchase {
  let method: Method
  let isManual: Bool
  /// Minor units.
  let amount: Int64
  let payee: String
  let expiresIn: Int64
  var intent: String?
  var payment: String?
  /// As they were seen last.
  var state = ""
  var paymentState = ""
  /// The errand that its client waits for.
  var errand: Int?
  var confirmations = 0
  var captures = 0
  var refunds = 0
  /// The client does nothing more about it.
  var isLeft = false

  enum Method: CaseIterable {
    case qris, gopay, shopeepay, dana, ovo, linkaja, transfer, mandiri, card, authorization

    var weight: Int {
      switch self {
      case .qris: 40
      case .gopay, .shopeepay, .card: 8
      case .authorization: 16
      case .dana, .ovo, .linkaja, .transfer, .mandiri: 4
      }
    }

    func body(_ chance: inout Chance) -> String {
      switch self {
      case .qris: #"{"type":"qris"}"#
      case .gopay: #"{"type":"gopay"}"#
      case .shopeepay: #"{"type":"shopeepay"}"#
      case .dana: #"{"type":"dana"}"#
      case .ovo: #"{"type":"ovo","phone":"+6281234567890"}"#
      case .linkaja: #"{"type":"linkaja"}"#
      case .transfer: #"{"type":"bank_transfer","bank":"\#(chance.choose("bca", "bni", "permata"))"}"#
      case .mandiri: #"{"type":"bank_transfer","bank":"mandiri"}"#
      case .card: #"{"type":"card","token":"\#(chance.choose("accept", "accept", "accept", "deny", "challenge"))-token"}"#
      case .authorization: #"{"type":"card","token":"authorize-token"}"#
      }
    }
  }

  init(_ chance: inout Chance) {
    method = Method.allCases[chance.weighted(Method.allCases.map(\.weight))]
    isManual = method == .authorization
    amount = chance.number(1, chance.choose(9, 500, 100_000)) * 10_000
    payee =
      isManual || chance.happens(80) ? #""merchant_id":"m\#(chance.between(1, 3))""# : #""wallet_id":"w\#(chance.between(1, 2))""#
    expiresIn = chance.choose(300, 1_800, 7_200, 86_400)
  }

  func order(_ chance: inout Chance) -> String {
    let manual = isManual ? #","capture_method":"manual""# : ""
    let items = chance.happens(20) ? #","items":[{"name":"Kopi","price":10000,"quantity":1}]"# : ""
    return
      #"{\#(payee),"amount":\#(amount),"currency":"IDR","payment_method":\#(method.body(&chance)),"expires_in":\#(expiresIn),"#
      + #""return_url":"https://toko.example/back"\#(manual)\#(items)}"#
  }
}
