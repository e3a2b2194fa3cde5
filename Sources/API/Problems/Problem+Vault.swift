import Vault
import WalletAPI

extension Problem {
  static var noPaymentMethod: Problem { Problem(.paymentMethodNotFound, "This tenant has no such payment method.") }

  init(_ failure: VaultFailure) {
    switch failure {
    case .unknownToken: self = .noPaymentMethod
    case .deleted: self.init(.paymentMethodDeleted, "The payment method was deleted: its secret is gone.")
    case .mismatch(let field):
      let name = field?.rawValue ?? "what is to be kept"
      self.init(
        .idempotencyMismatch,
        "The idempotency key was used before for a request that differs in '\(name)'; use a new key for a new request.",
        param: field == nil ? nil : name)
    case .keyAbsent:
      self.init(
        .vaultAbsent, "The vault has no key yet: an administrator makes one (walletctl vault init) or hands one in by systemd.")
    case .keySealed: self.init(.vaultSealed, "The vault is sealed: an administrator unseals it with its passphrase.")
    case .wrongKey(let expected, let given):
      let others = given.map(\.description).joined(separator: " and ")
      self.init(.vaultKeyUnusable, "This vault is sealed under \(expected), and the daemon holds \(others).")
    case .damaged(let what): self.init(.vaultFenced, "Nothing of this is served until somebody has looked at it: \(what).")
    case .shredded: self.init(.vaultShredded, "The keys of this vault were destroyed: nothing in it can be read any more.")
    case .notNow(let why): self.init(.rotationUnderWay, "Not now: \(why).")
    case .notApplied(let why):
      self.init(.notApplied, "Nothing was applied: \(why). The same request may be sent again.")
    case .outcomeUnknown:
      self.init(.outcomeUnknown, "The request may or may not have been applied; send it again with the same key to find out.")
    case .fenced(let why):
      self.init(.vaultFenced, "The vault does not serve until somebody has looked at it: \(why).")
    }
  }

  init(_ failure: KeyFailure) {
    switch failure {
    case .absent: self.init(VaultFailure.keyAbsent)
    case .passphrase: self.init(.passphraseWrong, "The passphrase does not open the vault's key.", param: "passphrase")
    case .passphraseNeeded: self = .missing("passphrase")
    case .passphraseTooShort(let least):
      self.init(.invalidValue, "The passphrase is too short: at least \(least) bytes.", param: "passphrase")
    case .exists(let path): self.init(.vaultKeyExists, "\(path) is there already: a key is never written over.")
    case .noMemory: self.init(.notApplied, "Nothing was applied: \(failure). The same request may be sent again.")
    case .notNow(let why): self.init(.rotationUnderWay, "Not now: \(why).")
    case .system, .readableByOthers, .foreignOwner, .notAKey, .several, .wrongKey:
      self.init(.vaultKeyUnusable, "The vault's key cannot be used: \(failure).")
    }
  }

  init(_ problem: InputProblem, in kind: MethodKind) {
    let place: String
    switch problem.field {
    case .customer: place = "customer"
    case .reference: place = "reference"
    case .isDefault: place = "default"
    case .number, .brand, .holder, .token, .provider, .bank, .country, .account, .phone, .credentials, .content, .label, .name,
      .expiryMonth, .expiryYear, .securityCode, .lastFour, .mediaType:
      place = "\(kind.rawValue).\(MethodField(problem.field).rawValue)"
    }
    self.init(Problem.code(problem), "The field '\(place)' \(problem.reason.sentence).", param: place)
  }

  private static func code(_ problem: InputProblem) -> ProblemCode {
    switch problem.reason {
    case .checksum, .lengthOfBrand: .invalidCardNumber
    case .tooShort, .tooLong, .characters:
      if problem.field == .number {
        .invalidCardNumber
      } else {
        switch problem.reason {
        case .tooLong: .valueTooLong
        case .tooShort(let least): least == 1 ? .valueEmpty : .invalidValue
        default: .invalidText
        }
      }
    case .missing: .missingField
    case .unknownBrand: problem.field == .number ? .unknownCardBrand : .invalidValue
    case .expired: .cardExpired
    case .outOfRange: .outOfRange
    case .neverStored: .securityCodeRefused
    case .repeatsSecret: .secretRepeated
    }
  }
}
