extension MerchantCode {
  /// The code as text, tags in ascending order, its sum at the end.
  ///
  /// - Throws: what does not fit or would be refused by whoever reads it: nothing is cut to fit.
  package func text() throws(CodeProblem) -> String {
    try check()
    try requireFit()
    var objects = [DataObject(0, "01"), DataObject(1, use == .static ? "11" : "12")]
    for account in accounts.sorted(by: { $0.tag < $1.tag }) {
      // The number of a card scheme is its whole value.
      let value = account.tag < 26 ? account.merchantPAN ?? "" : try DataObject.text(account.fields)
      objects.append(DataObject(account.tag, value))
    }
    objects += [DataObject(52, category), DataObject(53, currency)]
    if let amount { objects.append(DataObject(54, MerchantCode.text(ofAmount: amount))) }
    switch tip {
    case nil: break
    case .asked: objects.append(DataObject(55, "01"))
    case .fixed(let fee): objects += [DataObject(55, "02"), DataObject(56, MerchantCode.text(ofAmount: fee))]
    case .percent(let hundredths):
      objects += [
        DataObject(55, "03"), DataObject(57, "\(hundredths / 100)." + DataObject.digits(hundredths % 100)),
      ]
    }
    objects += [DataObject(58, country), DataObject(59, merchantName), DataObject(60, city)]
    if let postalCode { objects.append(DataObject(61, postalCode)) }
    if case let details = details.objects, !details.isEmpty { objects.append(DataObject(62, try DataObject.text(details))) }
    // The sum stands last, whatever its number.
    let text = try DataObject.text(objects + others.sorted { $0.tag < $1.tag }) + "6304"
    let whole = text + Checksum.text(of: text)
    guard whole.unicodeScalars.count <= MerchantCode.longest else {
      throw CodeProblem(.tooLong, "it would have \(whole.unicodeScalars.count) characters; \(MerchantCode.longest) are allowed")
    }
    return whole
  }

  /// Whole units where there are no others: `10000`, else `23.72`.
  private static func text(ofAmount amount: Int64) -> String {
    amount % 100 == 0 ? "\(amount / 100)" : "\(amount / 100)." + DataObject.digits(Int(amount % 100))
  }

  private func requireFit() throws(CodeProblem) {
    func require(_ value: String?, _ tag: Int, _ what: String, atMost most: Int) throws(CodeProblem) {
      guard let value else { return }
      guard !value.isEmpty else { throw CodeProblem(.missing, "\(what) (tag \(DataObject.digits(tag))) is empty") }
      guard value.unicodeScalars.count <= most else {
        throw CodeProblem(
          .tooLong, "\(what) (tag \(DataObject.digits(tag))) has \(value.unicodeScalars.count) characters; \(most) fit")
      }
    }
    try require(merchantName, 59, "the merchant's name", atMost: 25)
    try require(city, 60, "the city", atMost: 15)
    try require(postalCode, 61, "the postal code", atMost: 10)
    for (value, what) in [
      (details.bill, "the bill"), (details.store, "the store"), (details.reference, "the reference"),
      (details.customer, "the customer"), (details.terminal, "the terminal"), (details.purpose, "the purpose"),
    ] { try require(value, 62, what, atMost: 25) }
    guard country.utf8.count == 2 else { throw CodeProblem(.wrongValue, "tag 58, the country, is two letters") }
    guard !accounts.isEmpty, accounts.allSatisfy({ (2...51).contains($0.tag) }), Set(accounts.map(\.tag)).count == accounts.count
    else {
      throw CodeProblem(.noAccount, "it needs an account to pay, each under a tag of its own from 02 to 51")
    }
    guard others.allSatisfy({ MerchantCode.isOther($0.tag) }) else {
      throw CodeProblem(.wrongValue, "what has no name here stands under a tag above 63")
    }
    for amount in [amount, fee].compactMap(\.self) {
      guard amount > 0, MerchantCode.text(ofAmount: amount).utf8.count <= 13 else {
        throw CodeProblem(.badAmount, "an amount is above zero and has at most 13 characters")
      }
    }
    if case .percent(let hundredths) = tip, !(1...9_999).contains(hundredths) {
      throw CodeProblem(.badAmount, "a fee in percent is from 00.01 to 99.99")
    }
  }

  private var fee: Int64? { if case .fixed(let fee) = tip { fee } else { nil } }
}
