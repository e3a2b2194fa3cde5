import JSON
import LedgerCore
import LyingDisk
import ProviderWorld

/// What happens on the other side: customers, banks, what goes wrong at providers and on the disk, and the planted mistakes.
extension PaymentSimulation {
  /// The tenant, whom it pays, and what goes wrong.
  func prepare() throws {
    let merchants = [
      #"{"merchant_id":"m1","fee_percent":"0.7"}"#,
      #"{"merchant_id":"m2","fee_percent":"2.95","fee_fixed":200000,"fee_currency":"IDR","settlement_days":0,"#
        + #""reserve_percent":"5","reserve_days":2}"#, #"{"merchant_id":"m3","settlement_days":3}"#,
    ]
    try make("/v1/tenants", #"{"code":"\#(ProviderAccounts.tenant)","name":"Toko"}"#, tenant: nil)
    for body in merchants { try make("/v1/merchants", body) }
    for number in 1...2 { try make("/v1/wallets", #"{"wallet_id":"w\#(number)","currency":"IDR"}"#) }
    for fault in mix.faults where fault.millionths > 0 {
      var body = JSONObject([
        ("kind", .string(fault.kind)), ("probability", .decimal("0." + String("\(1_000_000 + fault.millionths)".dropFirst()))),
      ])
      if let effect = fault.effect { body["effect"] = .bool(effect) }
      if ["late", "reordered"].contains(fault.kind) { body["milliseconds"] = .integer(chance.choose(300, 20_000, 900_000)) }
      line.act("faults", .object(body))
    }
  }

  private func make(_ path: String, _ body: String, tenant: String? = ProviderAccounts.tenant) throws {
    requests += 1
    let bytes = Wire.bytes("POST", path, tenant: tenant, key: "made \(requests)", body: body, number: requests)
    let reply = try awaited(bytes)
    guard reply.status == 201 else { throw Mismatch("POST \(path)", expected: "201", got: reply.summary) }
  }

  // MARK: Customers and banks

  /// One customer looks at what he is to pay.
  func customer() {
    guard let charge = chance.pick(line.book.charges.suffix(30)) else { return }
    let temper = tempers[charge.id] ?? Customer.Temper.allCases[chance.weighted(mix.tempers)]
    tempers[charge.id] = temper
    let isPending = charge.state == .pending
    switch temper {
    case .pays: if isPending { pay(charge) }
    case .paysAfterAWhile: if isPending, clock.wall > charge.updated.microseconds + 120_000_000 { pay(charge) }
    case .paysLate:
      // A code that was thought dead; a card has none.
      let isOver = charge.state == .expired || charge.state == .cancelled
      if isOver, charge.method != "credit_card", line.act("pay", ["id": .string(charge.id), "late": true]) {
        counts.paidLate += 1
      }
    case .never: break
    case .declines: if isPending { line.act("decline", ["id": .string(charge.id)]) }
    }
  }

  private func pay(_ charge: Charge) {
    if line.act("pay", ["id": .string(charge.id)]) { counts.paid += 1 }
  }

  /// Acquirers settle cards; now and then a bank declines a refund that its provider has begun.
  func bank() {
    guard let charge = chance.pick(line.book.charges.suffix(60)) else { return }
    if charge.state == .captured { line.act("settle", ["id": .string(charge.id)]) }
    guard chance.happens(15), let refund = charge.refunds.first(where: { $0.state == .pending }) else { return }
    line.act("decline", ["refund_id": .string(refund.id)])
  }

  // MARK: What goes wrong

  /// A provider is gone for a while.
  func outage() {
    counts.outages += 1
    line.act(
      "faults",
      [
        "kind": "outage", "provider": .string(chance.choose("midtrans", "xendit")),
        "milliseconds": .integer(chance.number(500, chance.choose(5_000, 120_000, 1_200_000))),
      ])
  }

  /// One of the next calls of the disk fails, or all from there on.
  func armFault() {
    let fault = chance.choose(DiskFault.io, .full, .shortWrite, .syncFails)
    let lasting = chance.choose(DiskFault.Lasting.once, .once, .forGood)
    disk.fail(disk.count + 1 + chance.below(chance.choose(5, 30)), with: fault, lasting)
    mayFail = true
    counts.faults += 1
    trace.note("the disk will fail: \(fault), \(lasting)")
  }

  /// The planted mistakes of the daemon's own books.
  func mistake() throws {
    guard plant == .twice || plant == .kept, !isPlanted,
      let purchase = purchases.first(where: { $0.payee.contains("m1") && $0.paymentState == "captured" }),
      let payment = purchase.payment.flatMap({ PaymentID($0) })
    else { return }
    isPlanted = true
    let isTwice = plant == .twice
    let pending = "liabilities:merchant:m1:pending"
    daemon.submit(
      MistakenPosting(
        payment: payment, debit: isTwice ? "assets:psp:midtrans:clearing" : Text(pending),
        credit: isTwice ? Text(pending) : "liabilities:suspense", amount: 100), ProviderAccounts.tenant)
    try serve()
  }
}
