import JSON
import LedgerCore
import Payments
import Synchronization
import Tenancy

@testable import API
@testable import HTTPServer

/// What arrives on `ingress.sock`. The first line is `METHOD PATH [EVENT-ID [TOKEN]]`, the rest the body; behind a `+` the provider has
/// signed it: without that hardly any change would come past the signature.
///
/// It is kept, once, when the provider of the path has signed it, and otherwise nothing is; and it moves no money.
enum WebhookTarget {
  static func examine(_ bytes: [UInt8], planted: Bool) -> String? {
    guard let sent = Sent(bytes), let request = sent.request else { return nil }
    let ledger = PaperLedger()
    bench.directory.open(ledger)
    let head = ledger.head.sequence
    var statuses: [UInt16] = []
    for _ in 1...2 {
      switch answer(to: request) {
      case .failure(let missing): return missing.description
      case .success(let response):
        if let flaw = flaw(of: response) { return "\(sent.path) → \(response.status): \(flaw)" }
        statuses.append(response.status)
      }
    }
    guard statuses[0] == statuses[1] else { return "answered \(statuses[0]), then \(statuses[1])" }
    let kept = ledger.records(RecordQuery(kind: Delivery.kind), before: nil, limit: 10).items
    guard statuses[0] == 200 else { return ledger.head.sequence == head ? nil : "\(statuses[0]), and something was kept" }
    guard sent.isAuthentic else { return "\(sent.path) was believed, and nobody has signed it" }
    guard kept.count == 1, ledger.head.sequence == head + 1 else { return "kept \(kept.count) times" }
    return examine(kept[0], sent, ledger, planted: planted)
  }

  private static let bench = Bench()
  private static let ingress = IngressService(
    directory: bench.directory,
    ready: { tenant, then in
      then(.success(tenant == PaperDirectory.toko.id ? ProviderRig.setup : ProviderSetup(accounts: [], routes: [])))
    }, log: Silence(), counts: IngressCounts(), wake: {})

  private static func answer(to request: HTTPRequest) -> Result<HTTPResponse, Bench.Missing> {
    ingress.handle(request, HTTPResponder(completions: bench.completions, exchange: bench.exchange))
    return bench.answer()
  }

  /// What is wrong with an answer, whatever was sent.
  private static func flaw(of response: HTTPResponse) -> String? {
    let text = String(decoding: response.body, as: UTF8.self)
    for key in [ProviderRig.serverKey, ProviderRig.token] where text.contains(key) { return "a key stands in it" }
    guard let body = ProviderRig.object(response.body) else { return "no JSON" }
    guard response.status != 200 else { return nil }
    guard [400, 401, 404, 405, 413].contains(response.status) else { return "nobody expects that: \(text)" }
    return ProviderRig.text(body["code"]) == nil ? "a problem without its code" : nil
  }

  /// A delivery that was kept: as it came, and a hint that moves nothing when it is read.
  private static func examine(_ change: RecordChange, _ sent: Sent, _ ledger: PaperLedger, planted: Bool) -> String? {
    let delivery: Kept<Delivery>
    do { delivery = try Kept<Delivery>(change, ledger.tag) } catch { return "kept so that nobody can read it: \(error)" }
    guard delivery.value.body.withBytes({ $0.elementsEqual(sent.body) }) else { return "the body was changed" }
    guard delivery.value.dueAt != nil else { return "nobody will look at it" }
    guard let account = ProviderRig.setup.account(delivery.value.provider) else { return "of a provider that nobody has" }
    guard let meaning = account.adapter.meaning(of: sent.body) else { return "accepted, and not understood afterwards" }
    if let flaw = ProviderRig.flaw(meaning.kind) { return "its kind shows \(flaw)" }
    // Of another refund than the one the search begins with.
    if planted, case .refund(let reference?, let id) = meaning.subject, reference.string != "rf" || id?.string != "r" {
      return "planted"
    }

    let money = ledger.posted
    let read = Mutex<[RecordChange]>([])
    ledger.submit(
      .single(Command(key: "", operation: .record(ProcessDelivery(delivery.id, .notification(meaning))))), waking: true
    ) { result in
      if case .success(.single(let answer)) = result, case .recorded(let changes) = answer.result {
        read.withLock { $0 = changes }
      }
    }
    let changes = read.withLock { $0 }
    guard changes.count == 1, changes[0].record == change.record, ledger.posted == money else {
      return "reading it changed \(changes)"
    }
    let isOther = if case .other = meaning.subject { true } else { false }
    guard changes[0].content.dueAt == (isOther ? nil : RecordContent.never) else { return "it is read again" }
    let state: DeliveryState = isOther ? .ignored : .unmatched
    return changes[0].content.state == Text(state.rawValue) ? nil : "it is \(changes[0].content.state), not \(state)"
  }

  /// A webhook on its way.
  private struct Sent {
    let path: String
    private(set) var body: [UInt8]
    private let method: String
    private let eventID: String?
    private let token: String?

    init?(_ bytes: [UInt8]) {
      let isSigned = bytes.first == UInt8(ascii: "+")
      let bytes = isSigned ? bytes.dropFirst() : bytes[...]
      let line = bytes.prefix { $0 != 10 }
      guard !line.contains(13) else { return nil }
      let words = String(decoding: line, as: UTF8.self).split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      guard words.count >= 2 else { return nil }
      (method, path) = (words[0], words[1])
      eventID = words.count > 2 && !words[2].isEmpty ? words[2] : nil
      let given = words.count > 3 ? words[3] : nil
      body = Array(bytes.dropFirst(line.count + 1))
      token = isSigned && path.hasSuffix("/xendit") ? ProviderRig.token : given
      if isSigned, path.hasSuffix("/midtrans") { sign() }
    }

    /// Puts the signature before everything else; what has one already then has two, which nobody takes.
    private mutating func sign() {
      guard let signature = ProviderRig.signature(of: body), let brace = body.firstIndex(of: UInt8(ascii: "{")) else { return }
      body.insert(contentsOf: Array(#""signature_key":"\#(signature)","#.utf8), at: brace + 1)
    }

    /// Whether the provider that the path names can have sent it. Tabs around a header's value are none of it.
    var isAuthentic: Bool {
      if path.prefix(while: { $0 != "?" }).hasSuffix("/xendit") {
        return token?.split(separator: "\t").map(String.init) == [ProviderRig.token]
      }
      guard let signature = ProviderRig.signature(of: body) else { return false }
      return ProviderRig.object(body)?["signature_key"]?.stringValue == signature
    }

    var request: HTTPRequest? {
      var head = "\(method) \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n"
      if let token { head += "X-Callback-Token: \(token)\r\n" }
      if let eventID { head += "Webhook-Id: \(eventID)\r\n" }
      var parser = HTTPParser(limits: HTTPLimits())
      var consumed = 0
      let outcome = (Array((head + "\r\n").utf8) + body).withUnsafeBufferPointer { parser.parse($0, consumed: &consumed) }
      guard case .request(let message) = outcome else { return nil }
      return HTTPRequest(
        head: message.head, body: message.body, peer: PeerCredentials(pid: 1, uid: 0, gid: 0), connectionID: 1, receivedAt: 0)
    }
  }
}
