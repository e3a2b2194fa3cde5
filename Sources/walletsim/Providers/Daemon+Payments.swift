import API
import HTTPServer
import LedgerCore
import Storage
import Tenancy

/// What a daemon that takes payments does beside answering its clients, each piece when it is told to.
extension Daemon {
  /// Begins what is due.
  func look() { running.payments?.due.look() }

  /// When the next record is due, in microseconds of the wall clock; nil: none is, or nobody knows.
  func nextDue(of tenant: String) -> Int64? {
    directory.tenant(tenant).flatMap { directory.ledger(of: $0.id) }?.nextDueRecord?.microseconds
  }

  /// Hands over a webhook. Its answer comes from `webhookReplies`, but for a refusal of what is no request.
  func deliver(_ bytes: [UInt8]) -> (number: UInt64, status: Int?) {
    guard let ingress = running.payments?.ingress else { preconditionFailure("a daemon that takes no payments has no ingress") }
    let (number, refusal) = ingress.send(bytes)
    return (number, refusal.map { Int($0.status) })
  }

  func webhookReplies() -> [(number: UInt64, status: Int)] {
    guard let ingress = parts?.payments?.ingress else { return [] }
    return ingress.takeReplies().map { number, reply in
      switch reply {
      case .response(let response): (number, Int(response.status))
      case .dropped: (number, 500)
      }
    }
  }

  /// Work of nobody's request, as only a planted mistake does it.
  func submit(_ work: any RecordWork, _ tenant: String) {
    let ledger = directory.tenant(tenant).flatMap { directory.ledger(of: $0.id) }
    ledger?.submit(.single(Command(key: "", operation: .record(work))), waking: false) { _ in }
  }
}
