import Events
import HTTPServer
import LedgerCore
import Tenancy
import WalletAPI

/// What happened: as a list, one by one, and as it happens.
extension WalletService {
  func listEvents(_ call: TenantCall) throws(Problem) {
    let filter = try eventFilter(call)
    let range = try call.query.range()
    let cursor = try call.query.cursor(.events).map { EventCursor($0) }
    let limit = try call.query.limit()
    let events = events(of: call)
    try onWorker(call.exchange) { () throws(Problem) in
      let ledger = call.ledger
      let page = try EventPage.read(events, ledger, filter, range, after: cursor, limit: limit)
      call.exchange.reply(200, capacity: 1_024 * (1 + page.events.count)) { writer in
        ListRendering.write(page.events, next: page.next.map { PageCursor(.events, $0.value) }, to: &writer) {
          EventRendering.write($0, ledger, to: &$1)
        }
      }
    }
  }

  func getEvent(_ call: TenantCall) throws(Problem) {
    guard let id = EventID(call.argument.string) else { throw .noEvent }
    let readable = call.readableEvents
    let events = events(of: call)
    try onWorker(call.exchange) { () throws(Problem) in
      let ledger = call.ledger
      guard let event = try events.event(id, ledger) else { throw .noEvent }
      guard readable.contains(event.type) else { throw .unreadable(event.type, call, param: nil) }
      call.exchange.reply(200) { EventRendering.write(event, ledger, to: &$0) }
    }
  }

  func streamEvents(_ call: TenantCall) throws(Problem) {
    let filter = try eventFilter(call)
    let token = try call.streamToken()
    guard call.tenant.status != .closed else {
      throw Problem(.tenantClosed, "The tenant is closed: nothing in it changes any more. GET /v1/events lists what was.")
    }
    let events = events(of: call)
    try onWorker(call.exchange) { [self] () throws(Problem) in
      let sources = filter.sources
      let head = call.ledger.head
      let place = LedgerPlace(sequence: head.sequence, postedAt: head.postedAt)
      var heads = try events.heads(of: sources, call.ledger)
      heads.ledger = place.sequence
      let start =
        try token.map { token throws(Problem) in
          try self.position(of: token.value, events, call.ledger, heads, sources, param: token.param)
        } ?? heads
      let row = EventID(.ledger, at: place.postedAt, tag: events.tag, sequence: place.sequence)
      let first = token?.value ?? StreamToken(row, at: heads, of: sources)
      guard call.exchange.request.method != .head else { return call.exchange.reply(200, ServerSentEvent.contentType, []) }
      try streams.reserve(for: call.tenant.id)
      let stream = call.exchange.stream(
        ServerSentEvent.contentType, first: ServerSentEvent.ready(at: first, heartbeat: streams.limits.heartbeat))
      let follower = StreamFollower(
        tenant: call.tenant, filter: filter, key: call.call.caller?.key?.key.id,
        isPlatform: call.call.caller?.principal.role == .platform, position: start, stream: stream)
      streams.add(EventHub.Arrival(follower: follower, tenant: events, heads: heads, place: place))
    }
  }

  /// Serves on this thread what streams have to do, until nothing is left. For a service whose streams have no thread.
  package func runStreams() { while streams.runTurn() {} }

  /// Ends all streams with a word why, and takes no more: before the server that they run through is stopped.
  package func endStreams() { streams.stop() }

  private func events(of call: TenantCall) -> TenantEvents {
    TenantEvents(tenant: call.tenant.id, tag: call.ledger.tag, directory: directory, vaults: vaults)
  }

  // MARK: What is asked for

  private func eventFilter(_ call: TenantCall) throws(Problem) -> EventFilter {
    let readable = call.readableEvents
    var filter = EventFilter(types: readable)
    if let text = call.query["type"] {
      guard text.count <= WireLimits.eventTypesLength else { throw .tooLong("type", most: WireLimits.eventTypesLength) }
      let wanted: EventTypes
      do throws(UnknownEventType) { wanted = try EventTypes(text.string) } catch {
        throw Problem(
          .invalidValue,
          "'\(error.name.prefix(64))' is no type of events: 'type' takes full types, kinds such as hold.*, or several of both with commas "
            + "between them.", param: "type", allowed: EventType.allCases.map(\.rawValue))
      }
      // A kind of which some may be read shows those.
      if wanted.intersection(readable).isEmpty, let first = wanted.types.first { throw .unreadable(first, call, param: "type") }
      filter.types = wanted.intersection(readable)
    }
    filter.account = try filterAccount(call)
    if let text = call.query["object"] {
      guard let object = EventObject(text.string) else {
        throw Problem(
          .invalidID, "The query parameter 'object' is no id of a transaction, hold, account, key, payment method or tenant.",
          param: "object")
      }
      filter.object = object
    }
    if let channel = call.query["channel"] {
      if let problem = PlainText.problem(channel, "channel", most: Limits.metadataValueBytes) { throw problem }
      filter.channel = channel
    }
    return filter
  }

  private func position(
    of token: StreamToken, _ events: TenantEvents, _ ledger: any Ledger, _ heads: EventPosition, _ sources: EventSources,
    param: String
  ) throws(Problem) -> EventPosition {
    guard try events.hasRow(token.event, ledger) else { throw .unknownPlace(param) }
    var position = token.position
    for source in EventSource.allCases where source != token.event.source && sources.contains(source) {
      if token.others == nil { position[source] = try events.position(at: token.event.time, in: source, ledger) }
      guard position[source] <= heads[source] else { throw .unknownPlace(param) }
    }
    return position
  }
}

extension TenantCall {
  /// The types whose objects the caller may read.
  fileprivate var readableEvents: EventTypes { EventTypes { call.caller?.principal.may($0) ?? false } }

  /// Where a stream is to go on, and what said so.
  fileprivate func streamToken() throws(Problem) -> (value: StreamToken, param: String)? {
    let header = exchange.request.header("last-event-id").map { Text($0.array) }
    guard exchange.request.headerCount("last-event-id") <= 1 else {
      throw Problem(.duplicateHeader, "The request has more than one Last-Event-ID header; send one.", param: "Last-Event-ID")
    }
    let after = query["after"]
    // A browser that connects again sends the header, and the address it began with.
    guard let text = header ?? after else { return nil }
    let param = header == nil ? "after" : "Last-Event-ID"
    guard let token = StreamToken(text.string) else {
      throw Problem(
        .invalidID,
        "'\(text.string.prefix(64))' is no id of an event: \(param) takes the last 'id' that a stream gave, or the id of an event.",
        param: param)
    }
    return (token, param)
  }
}

extension Problem {
  static var noEvent: Problem { Problem(.eventNotFound, "This tenant has no such event.") }

  fileprivate static func unreadable(_ type: EventType, _ call: TenantCall, param: String?) -> Problem {
    let key = call.call.caller?.key.map { "The API key \($0.key.id)" }
    let who = key ?? "A caller in the role '\(call.call.caller?.principal.role.rawValue ?? "")'"
    return Problem(
      .permissionDenied,
      "\(who) lacks the permission '\(type.permission.rawValue)', without which it sees no \(type.rawValue).", param: param)
  }

  fileprivate static func unknownPlace(_ param: String) -> Problem {
    Problem(
      .eventNotFound,
      "This tenant has no such event as \(param) names: it is another tenant's, or was lost when a backup was restored. Connect without "
        + "it, and read what may be missing with GET /v1/events?from=….", param: param)
  }
}
