import LedgerCore
import WalletAPI
import WalletClient

/// What may stand in a place of a command line.
enum Expected: Equatable {
  /// Whatever somebody has in mind: a name, a number, a reference.
  case anything
  case words([Candidate])
  case files, directories
  /// Something the daemon knows.
  case live(LiveKind)
  /// `DEBIT,CREDIT,AMOUNT,CURRENCY`: each part by itself.
  case posting

  struct Candidate: Equatable {
    let value: String
    /// A few words for shells that show them.
    var meaning = ""
  }

  /// What only the daemon can list.
  enum LiveKind: String, CaseIterable {
    case accounts, holds, openHolds, tenants, keys, tokens, transactions
    case merchants, customers, wallets, intents, openIntents, payments, authorizedPayments, refunds, attempts, deliveries, jobs,
      payouts
  }
}

/// What the words of the declarations stand for. A name means the same in every command; a test holds all of them against this table.
extension Expected {
  init(_ argument: Argument, of command: Command) {
    switch argument.name {
    case "ACCOUNT", "DEBIT", "CREDIT": self = .live(.accounts)
    case "HOLD": self = .live(["capture", "release"].contains(command.words.last) ? .openHolds : .holds)
    case "TENANT": self = .live(.tenants)
    case "KEY": self = .live(.keys)
    case "TOKEN": self = .live(.tokens)
    case "TRANSACTION": self = .live(.transactions)
    case "MERCHANT": self = .live(.merchants)
    case "WALLET", "TO": self = .live(.wallets)
    case "CUSTOMER": self = .live(.customers)
    case "INTENT": self = .live(["confirm", "cancel"].contains(command.words.last) ? .openIntents : .intents)
    case "PAYMENT": self = .live(["capture", "void"].contains(command.words.last) ? .authorizedPayments : .payments)
    case "REFUND": self = .live(.refunds)
    case "PAYOUT": self = .live(.payouts)
    case "ATTEMPT": self = .live(.attempts)
    case "DELIVERY": self = .live(.deliveries)
    case "KIND": self = .words(SimulatorCommands.kindsOfFaults.map { Candidate(value: $0) })
    case "PROVIDER": self = .words(WireWords.providers.map { Candidate(value: $0) })
    case "JOB": self = .live(.jobs)
    case "FILE": self = .files
    case "BACKUP": self = .directories
    case "TYPE": self = .words(NewMethodKind.all.map { Candidate(value: $0.name) })
    case "SHELL": self = .words(CompletionScript.allCases.map { Candidate(value: $0.rawValue) })
    case "SCREEN": self = .words(ScreenTable.all.map { Candidate(value: $0.name, meaning: $0.summary) })
    case "METHOD": self = .words(ClientRequest.Method.allCases.map { Candidate(value: $0.rawValue) })
    case "PATH":
      let routes = OperationID.allCases.map(\.route).filter { !$0.path.contains("{") }
      self = .words(routes.map { Candidate(value: $0.path, meaning: $0.summary) })
    default: self = .anything
    }
  }

  init(_ option: Option) {
    guard option.choices.isEmpty else {
      self = .words(option.choices.map { Candidate(value: $0) })
      return
    }
    switch option.value ?? "" {
    case "ACCOUNT": self = .live(.accounts)
    case "TENANT": self = .live(.tenants)
    case "MERCHANT": self = .live(.merchants)
    case "CUSTOMER": self = .live(.customers)
    case "WALLET": self = .live(.wallets)
    case "INTENT": self = .live(.intents)
    case "PAYMENT": self = .live(.payments)
    case "FILE", "PATH": self = .files
    case "DIR": self = .directories
    case "PERMISSION": self = .words(WireWords.keyScopes.map { Candidate(value: $0.0, meaning: $0.1) })
    case "ACTION": self = .words(WireWords.auditActions.map { Candidate(value: $0) })
    case "CODE" where option.name == "currency", "CODES": self = .words(Expected.currencies)
    case "DEBIT,CREDIT,AMOUNT[,CURRENCY]": self = .posting
    default: self = .anything
    }
  }

  static let currencies = Currency.all.map { Candidate(value: $0.code) }
}
