extension MerchantCode {
  /// Reads a code. Tags may stand in any order between the first and the last, and unknown ones are kept.
  ///
  /// - Throws: the first thing that is wrong, by the text first, then by what it says.
  package init(_ text: String) throws(CodeProblem) {
    let objects = try MerchantCode.pieces(text)
    func required(_ tag: Int, _ what: String) throws(CodeProblem) -> String {
      guard let value = objects[tag: tag], !value.isEmpty else {
        throw CodeProblem(.missing, "tag \(DataObject.digits(tag)), \(what), is missing")
      }
      return value
    }
    let category = try required(52, "the merchant's category")
    let currency = try required(53, "the currency")
    let country = try required(58, "the country")
    let name = try required(59, "the merchant's name")
    let city = try required(60, "the city")
    var accounts: [Account] = []
    // In the order of their tags, as they are written: where they stood says nothing.
    for object in objects.sorted(by: { $0.tag < $1.tag }) where (2...51).contains(object.tag) {
      // Numbers of card schemes (2 to 25) are no pieces.
      let fields = object.tag < 26 ? [] : try DataObject.parse(object.value, in: object.tag)
      accounts.append(Account(tag: object.tag, fields: object.tag < 26 ? [DataObject(1, object.value)] : fields))
    }
    guard !accounts.isEmpty else { throw CodeProblem(.noAccount, "no tag from 02 to 51 says whom to pay") }
    self.init(
      use: try MerchantCode.use(objects[tag: 1]), accounts: accounts, category: category, currency: currency,
      amount: try objects[tag: 54].map { text throws(CodeProblem) in try MerchantCode.amount(text, tag: 54) },
      tip: try MerchantCode.tip(objects), country: country, merchantName: name, city: city, postalCode: objects[tag: 61])
    if let text = objects[tag: 62] { details = Details(try DataObject.parse(text, in: 62)) }
    others = objects.filter { MerchantCode.isOther($0.tag) }.sorted { $0.tag < $1.tag }
    try check()
  }

  /// The text cut into pieces, with the sum over it right.
  private static func pieces(_ text: String) throws(CodeProblem) -> [DataObject] {
    guard !text.isEmpty else { throw CodeProblem(.empty, "there is nothing") }
    let count = text.unicodeScalars.count
    guard count <= longest else { throw CodeProblem(.tooLong, "it has \(count) characters; \(longest) are allowed") }
    let objects = try DataObject.parse(text)
    guard let first = objects.first, first.tag == 0, first.value == "01" else {
      throw CodeProblem(.notFirst, "it does not begin with tag 00, version 01")
    }
    guard let last = objects.last, last.tag == 63 else {
      throw CodeProblem(.notLast, "it does not end with tag 63, the sum over everything before")
    }
    guard last.value.utf8.count == 4, last.value.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
      throw CodeProblem(.notLast, "tag 63 is not four hexadecimal digits")
    }
    guard Checksum.text(of: String(text.dropLast(4))) == last.value.uppercased() else {
      throw CodeProblem(.wrongSum, "the sum in tag 63 is not that of the text: it was cut, changed or read wrongly")
    }
    return objects
  }

  private static func use(_ value: String?) throws(CodeProblem) -> Use {
    switch value {
    case nil, "11": return .static
    case "12": return .dynamic
    default:
      throw CodeProblem(.wrongValue, "tag 01 is 11, for a code that may be paid often, or 12, for one that may be paid once")
    }
  }

  private static func tip(_ objects: [DataObject]) throws(CodeProblem) -> Tip? {
    let kind = objects[tag: 55]
    guard objects[tag: 56] == nil || kind == "02" else {
      throw CodeProblem(.tipWithoutItsKind, "tag 56 is a fixed fee, and tag 55 does not say so")
    }
    guard objects[tag: 57] == nil || kind == "03" else {
      throw CodeProblem(.tipWithoutItsKind, "tag 57 is a fee in percent, and tag 55 does not say so")
    }
    switch kind {
    case nil: return nil
    case "01": return .asked
    case "02":
      guard let text = objects[tag: 56] else {
        throw CodeProblem(.missing, "tag 56, the fixed fee that tag 55 names, is missing")
      }
      return .fixed(try amount(text, tag: 56))
    case "03":
      guard let text = objects[tag: 57] else {
        throw CodeProblem(.missing, "tag 57, the fee in percent that tag 55 names, is missing")
      }
      guard text.utf8.count <= 5, let value = hundredths(text), (1...9_999).contains(value) else {
        throw CodeProblem(.badAmount, "tag 57 is a percentage from 00.01 to 99.99")
      }
      return .percent(Int(value))
    default: throw CodeProblem(.wrongValue, "tag 55 is 01, 02 or 03")
    }
  }

  /// An amount as it stands in a code, in hundredths.
  private static func amount(_ text: String, tag: Int) throws(CodeProblem) -> Int64 {
    guard text.utf8.count <= 13, let value = hundredths(text), value > 0 else {
      throw CodeProblem(.badAmount, "tag \(DataObject.digits(tag)) is no amount above zero of at most 13 characters")
    }
    return value
  }

  /// Digits with a point and one or two more: `10000`, `10000.00`, `5.5`. Nil for anything else. At most 13 characters fit easily.
  private static func hundredths(_ text: String) -> Int64? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, !whole.isEmpty, whole.utf8.allSatisfy({ (48...57).contains($0) }), let value = Int64(whole)
    else { return nil }
    guard parts.count == 2 else { return value * 100 }
    // "10000." is written by some, and means no decimals.
    guard parts[1].utf8.count <= 2, parts[1].utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    let fraction = (Int64(parts[1]) ?? 0) * (parts[1].utf8.count == 1 ? 10 : 1)
    return value * 100 + fraction
  }

  static func isOther(_ tag: Int) -> Bool { tag > 63 }

  /// What must hold whether it was read or is to be written.
  func check() throws(CodeProblem) {
    func isDigits(_ text: String, _ count: Int) -> Bool {
      text.utf8.count == count && text.utf8.allSatisfy { (48...57).contains($0) }
    }
    guard isDigits(category, 4) else { throw CodeProblem(.wrongValue, "tag 52, the merchant's category, is four digits") }
    guard isDigits(currency, 3) else { throw CodeProblem(.wrongValue, "tag 53, the currency, is three digits") }
    if isQRIS {
      guard currency == MerchantCode.rupiah else {
        throw CodeProblem(.notQRIS, "a QRIS code is in rupiah: tag 53 is 360, not \(currency)")
      }
      guard country == MerchantCode.indonesia else {
        throw CodeProblem(.notQRIS, "a QRIS code is Indonesian: tag 58 is ID, not \(country)")
      }
      try requireWholeRupiah(amount, tag: 54)
      if case .fixed(let fee) = tip { try requireWholeRupiah(fee, tag: 56) }
    }
    if use == .dynamic, amount == nil { throw CodeProblem(.noAmount, "a dynamic code has an amount: tag 54 is missing") }
  }

  private func requireWholeRupiah(_ amount: Int64?, tag: Int) throws(CodeProblem) {
    guard let amount, amount % 100 != 0 else { return }
    throw CodeProblem(.badAmount, "tag \(DataObject.digits(tag)) has sen, and nobody pays those: whole rupiah only")
  }
}

extension MerchantCode.Details {
  fileprivate init(_ objects: [DataObject]) {
    self.init()
    for object in objects.sorted(by: { $0.tag < $1.tag }) {
      switch object.tag {
      case 1: bill = object.value
      case 3: store = object.value
      case 5: reference = object.value
      case 6: customer = object.value
      case 7: terminal = object.value
      case 8: purpose = object.value
      default: others.append(object)
      }
    }
  }

  var objects: [DataObject] {
    let named = [(1, bill), (3, store), (5, reference), (6, customer), (7, terminal), (8, purpose)]
    return (named.compactMap { tag, value in value.map { DataObject(tag, $0) } } + others).sorted { $0.tag < $1.tag }
  }
}
