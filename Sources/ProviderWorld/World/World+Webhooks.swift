import JSON
package import LedgerCore

/// From what is to be told to what is sent: here the faults of webhooks strike.
extension World {
  /// Empties the outbox.
  package mutating func takeDeliveries(at now: Timestamp) -> [Delivery] {
    let notices = outbox
    outbox = []
    var sent: [Delivery] = []
    for notice in notices {
      guard let delivery = delivery(of: notice) else { continue }
      sent += send(delivery, notice, at: now)
    }
    return sent
  }

  private mutating func send(_ first: Delivery, _ notice: Notice, at now: Timestamp) -> [Delivery] {
    var delivery = first
    delivery.delay = faults.outage(of: notice.provider, at: now)
    let waiting = overtaken.removeValue(forKey: notice.provider)
    let fault = faults.strikeWebhook(of: notice.provider, at: now)
    if let fault { note("fault \(fault.kind.rawValue) on \(notice.provider.rawValue) webhook \(notice.title)") }
    var sent: [Delivery]
    switch fault?.kind {
    case nil: sent = [delivery]
    case .duplicate:
      var again = delivery
      again.delay += 1
      sent = [delivery, again]
    case .late:
      delivery.delay += fault?.milliseconds ?? 0
      sent = [delivery]
    case .lost: sent = []
    case .reordered:
      // One alone has nothing to be overtaken by: `flush` sends it in the end.
      delivery.delay = now.microseconds / 1_000 + (fault?.milliseconds ?? 0)
      overtaken[notice.provider] = delivery
      sent = []
    case .forged, .tampered:
      let lie = forge(notice, isSigned: fault?.kind == .tampered)
      sent = [self.delivery(of: lie), delivery].compactMap(\.self)
    case .slow, .timeoutBefore, .timeoutAfter, .http500, .http503, .http429, .reset, .garbage, .declined, .outage:
      preconditionFailure("these strike calls")
    }
    if var waiting {
      // Behind whatever has overtaken it, also within its lane.
      waiting.delay = (sent.map(\.delay).max() ?? 0) + 50
      sent.append(waiting)
    }
    return sent
  }

  /// What nothing has overtaken in its time.
  package mutating func takeOvertaken(at now: Timestamp) -> [Delivery] {
    let due = overtaken.filter { $0.value.delay <= now.microseconds / 1_000 }
    return due.keys.sorted { $0.rawValue < $1.rawValue }.compactMap { provider in
      var delivery = overtaken.removeValue(forKey: provider)
      delivery?.delay = 0
      return delivery
    }
  }

  private mutating func delivery(of notice: Notice) -> Delivery? {
    guard let target = notice.target else { return nil }
    deliveries += 1
    return Delivery(
      number: deliveries, provider: notice.provider, lane: notice.lane, title: notice.title, target: target,
      headers: notice.headers, body: notice.body.encode())
  }

  private mutating func forge(_ notice: Notice, isSigned: Bool) -> Notice {
    switch notice.provider {
    case .midtrans: forgeMidtrans(notice, isSigned: isSigned)
    case .xendit: forgeXendit(notice, isSigned: isSigned)
    }
  }
}
