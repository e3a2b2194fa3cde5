import JSON
import WalletClient

/// What the daemon knows, for completion: one question with a short time-out, and silence when it is not answered.
struct LiveCandidates {
  private let session: Session?
  private let amounts = AmountText(isMinor: false)

  /// The daemon, tenant and key are those of the line that is being typed, or of the environment, as when it is run.
  init(_ completer: Completer, _ environment: [String: String]) {
    var options = completer.options.filter { ["socket", "tenant", "key-file"].contains($0.key) }
    options["timeout"] = ["1"]
    let invocation = Invocation(command: completer.command ?? HelpCommand.help, arguments: [:], options: options)
    // Standard input is the shell's, and a pipe may never be written to: only from a file is a key read.
    let keyFile = options["key-file"]?.last ?? environment["WALLETD_KEY_FILE"] ?? ""
    let isUnreadable = !keyFile.isEmpty && !Files.isRegular(keyFile)
    do throws(CommandFailure) {
      session = isUnreadable ? nil : try Session(invocation, environment: environment, streams: NoStreams())
    } catch {
      session = nil
    }
  }

  func all(_ kind: Expected.LiveKind, beginning prefix: String) -> [Expected.Candidate] {
    switch kind {
    case .accounts: accounts(prefix)
    case .holds: ask("/v1/holds").map(hold)
    case .openHolds: ask("/v1/holds", [("status", "open")]).map(hold)
    case .tenants: tenants()
    case .keys: ask("/v1/keys").map { candidate($0, "\($0.text(at: "name")), \($0.text(at: "status"))") }
    case .tokens:
      ask("/v1/payment_methods").map { method in
        let type = method.text(at: "type")
        return candidate(method, "\(type) \(method.text(at: "\(type).masked"))")
      }
    case .merchants: parties("/v1/merchants", "merchant_id", "mch_", prefix)
    case .wallets: parties("/v1/wallets", "wallet_id", "wal_", prefix)
    case .customers: parties("/v1/customers", "customer_id", "cus_", prefix)
    case .intents: intents()
    case .openIntents: intents(isOpen: true)
    case .payments: payments()
    case .authorizedPayments: payments(isAuthorized: true)
    case .refunds:
      ask("/v1/refunds").map { refund in
        .init(
          value: refund.text(at: "refund_id"),
          meaning: "\(refund.text(at: "status")) \(amount(refund, "amount")) \(refund.text(at: "reason"))")
      }
    case .attempts:
      ask("/v1/attempts").map { attempt in
        .init(
          value: attempt.text(at: "attempt_id"),
          meaning:
            "\(attempt.text(at: "status")) \(attempt.text(at: "purpose")) \(attempt.text(at: "provider")) \(amount(attempt, "amount"))"
        )
      }
    case .payouts:
      ask("/v1/payouts").map { payout in
        .init(
          value: payout.text(at: "payout_id"),
          meaning: "\(payout.text(at: "status")) \(amount(payout, "amount")) \(PayoutColumns.destination(payout))")
      }
    case .deliveries:
      ask("/v1/inbox").map { delivery in
        .init(
          value: delivery.text(at: "delivery_id"),
          meaning: "\(delivery.text(at: "status")) \(delivery.text(at: "provider")) \(delivery.text(at: "event"))")
      }
    case .jobs:
      // Those that wait for a person first: they are what somebody types an id for.
      (ask("/v1/jobs", [("status", "dead")]) + ask("/v1/jobs")).reduce(into: []) { jobs, job in
        let id = job.text(at: "job_id")
        guard !jobs.contains(where: { $0.value == id }) else { return }
        jobs.append(
          .init(value: id, meaning: "\(job.text(at: "status")) \(job.text(at: "purpose")) \(job.text(at: "provider"))"))
      }
    case .transactions:
      ask("/v1/transactions").map { transaction in
        let first = transaction.at("postings.0") ?? .null
        return candidate(
          transaction, "\(transaction.text(at: "type")) \(amount(first, "amount")) \(transaction.text(at: "reference"))")
      }
    }
  }

  /// By id where one is begun, else by the platform's own name.
  private func parties(_ path: String, _ field: String, _ idPrefix: String, _ prefix: String) -> [Expected.Candidate] {
    ask(path).map { party in
      let name = prefix.hasPrefix(idPrefix) ? party.text(at: "id") : party.text(at: field)
      return .init(value: name, meaning: "\(party.text(at: "name"))\(party.text(at: "customer_id")) \(party.text(at: "status"))")
    }
  }

  /// Those that somebody can still pay are in one of several states: all are asked for in one question, and the others left out.
  private func intents(isOpen: Bool = false) -> [Expected.Candidate] {
    ask("/v1/payment_intents").filter { !isOpen || !["succeeded", "cancelled"].contains($0.text(at: "intent_status")) }.map {
      intent in
      let meaning = "\(intent.text(at: "intent_status")) \(amount(intent, "amount")) \(intent.text(at: "reference"))"
      return .init(value: intent.text(at: "payment_intent_id"), meaning: meaning)
    }
  }

  private func payments(isAuthorized: Bool = false) -> [Expected.Candidate] {
    ask("/v1/payments").filter {
      !isAuthorized || ["authorized", "partially_captured"].contains($0.text(at: "status"))
    }.map { payment in
      let meaning = "\(payment.text(at: "status")) \(amount(payment, "amount")) \(IntentColumns.payee(payment))"
      return .init(value: payment.text(at: "payment_id"), meaning: meaning)
    }
  }

  /// By id where one is begun, else by code; what has no code is known by its id alone.
  private func accounts(_ prefix: String) -> [Expected.Candidate] {
    let isID = prefix.hasPrefix("acc_")
    return ask("/v1/accounts", [("code_prefix", isID || prefix.isEmpty ? nil : prefix)]).map { account in
      let code = account["code"]?.stringValue
      let meaning = "\(account.text(at: "class")) \(account.text(at: "currency")) \(amount(account, "available"))"
      return Expected.Candidate(value: isID ? account.text(at: "id") : code ?? account.text(at: "id"), meaning: meaning)
    }
  }

  private func tenants() -> [Expected.Candidate] {
    session?.isAboutAllTenants = true
    return ask("/v1/tenants").map { tenant in
      Expected.Candidate(value: tenant.text(at: "code"), meaning: "\(tenant.text(at: "name")), \(tenant.text(at: "status"))")
    }
  }

  private func hold(_ hold: JSONValue) -> Expected.Candidate {
    candidate(hold, "\(hold.text(at: "status")) \(amount(hold, "remaining")) \(hold.text(at: "reference"))")
  }

  private func candidate(_ item: JSONValue, _ meaning: String) -> Expected.Candidate {
    .init(value: item.text(at: "id"), meaning: meaning)
  }

  private func amount(_ item: JSONValue, _ name: String) -> String { amounts.text(item[name], item.text(at: "currency")) }

  /// The newest hundred; none where the daemon is not there, is slow, or says no.
  private func ask(_ path: String, _ query: [(name: String, value: String?)] = []) -> [JSONValue] {
    do throws(CommandFailure) {
      return try session?.get(path, query: query + [("limit", "100")])["data"]?.arrayValue ?? []
    } catch {
      return []
    }
  }
}
