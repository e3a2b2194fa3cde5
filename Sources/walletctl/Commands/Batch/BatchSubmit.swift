import JSON
import WalletAPI
import WalletClient

enum BatchCommands {
  static let submit = Command(
    words: ["batch", "submit"], summary: "Do everything a file lists, each line once",
    details: """
      JSON lines: an object a line, as POST /v1/batches takes its items, amounts in minor units. CSV: a line of titles (type, debit, \
      credit, amount, currency, reference, key, meta.NAME …; type is transfer where it is empty), amounts as people write them.
      Each line has its own key, made of --key and the line's number, unless it brings one: after a failure the same command with the same \
      --key does the rest, and nothing twice. Refused lines are listed; the others are done.
      """,
    arguments: [Argument("FILE", "what to do; - is standard input")],
    options: [
      .choice("format", ["jsonl", "csv"], "what FILE is (default: by its name)"), .currency,
      .value("size", nil, "N", "lines a request holds, 1 to 10000 (default 1000)"),
      .flag("atomic", nil, "all lines or none, in one request"),
    ],
    calls: [.postBatch],
    examples: [
      .init("walletctl -t toko batch submit payroll.csv --key payroll-2026-11", "safe to run again"),
      .init("walletctl -t toko batch submit orders.jsonl --jsonl > answers.jsonl", "with every answer, one a line"),
    ],
    run: { session throws(CommandFailure) in
      var submission = try BatchSubmission(session)
      try submission.run()
    })
}

/// Sends a file piece by piece and keeps count.
struct BatchSubmission {
  private let session: Session
  private var file: BatchFile
  private let size: Int
  private var done = 0
  private var failures: [JSONValue] = []
  private var failed = 0
  private var firstExit: ExitCode?
  private var isFirstPiece = true

  /// Refused lines that are listed; the rest are only counted.
  private static let mostListed = 1_000

  init(_ session: Session) throws(CommandFailure) {
    self.session = session
    let invocation = session.invocation
    file = try BatchFile(
      invocation.argument("FILE"), format: invocation.value("format").flatMap { BatchFile.Format(rawValue: $0) },
      isMinor: session.isMinor, currency: invocation.value("currency"))
    let text = invocation.value("size") ?? (invocation.has("atomic") ? "10000" : "1000")
    guard let size = Int(text), (1...10_000).contains(size) else { throw .usage("--size is 1 to 10000, not '\(text)'") }
    self.size = size
  }

  mutating func run() throws(CommandFailure) {
    let progress = ProgressLine(session, "done")
    if !session.invocation.has("key") { session.note("The key of this run is \(session.key)") }
    do throws(CommandFailure) {
      var items = try file.next(size)
      guard !items.isEmpty else { throw .usage("\(session.invocation.argument("FILE")) lists nothing to do") }
      let isAtomic = session.invocation.has("atomic")
      while !items.isEmpty {
        try Interruption.check()
        let next = try file.next(size)
        if isAtomic, !next.isEmpty { throw .usage("--atomic takes one request: at most \(size) lines") }
        try send(items, isAtomic: isAtomic)
        progress.show(Int64(done + failed))
        items = next
      }
    } catch {
      progress.clear()
      throw stopped(error)
    }
    progress.clear()
    summarize()
    if let firstExit { throw CommandFailure(firstExit, "\(failed) of \(failed + done) lines were refused") }
  }

  private mutating func send(_ items: [BatchFile.Item], isAtomic: Bool) throws(CommandFailure) {
    guard let first = items.first, let last = items.last else { return }
    let keyed = items.map { item -> JSONObject in
      var json = item.json
      if json["key"] == nil { json["key"] = .string("\(session.key)/\(item.line)") }
      return json
    }
    let body: JSONValue = ["atomic": .bool(isAtomic), "items": .array(keyed.map { .object($0) })]
    let request = ClientRequest.post("/v1/batches", body, key: "\(session.key)/\(first.line)-\(last.line)")
    let reply = try session.sendRaw(request)
    if let problem = reply.problem { throw located(CommandFailure(problem, key: session.key), problem, items) }
    let results = try session.json(reply)["results"]?.arrayValue ?? []
    guard results.count == items.count else {
      throw CommandFailure(.error, "the daemon answered \(results.count) of \(items.count) lines")
    }
    var lines: [JSONValue] = []
    for (index, result) in results.enumerated() { lines.append(count(result, items[index].line, keyed[index])) }
    switch session.output.format {
    case .jsonl: for line in lines { session.output.jsonLine(line) }
    case .csv: session.output.csv(lines, BatchSubmission.csv, isFirst: isFirstPiece)
    case .table, .json: break
    }
    isFirstPiece = false
  }

  private mutating func count(_ result: JSONValue, _ line: Int, _ item: JSONObject) -> JSONValue {
    let status = Int(result["status"]?.integerValue ?? 0)
    let answer: JSONValue = ["line": .integer(Int64(line)), "key": item["key"] ?? .null, "result": result]
    guard (200...299).contains(status) else {
      failed += 1
      if failures.count < BatchSubmission.mostListed { failures.append(answer) }
      let reply = ClientReply(status: status, headers: [], body: result.encode())
      if let problem = reply.problem, firstExit == nil { firstExit = ExitCode(problem) }
      return answer
    }
    done += 1
    return answer
  }

  private func summarize() {
    let output = session.output
    switch output.format {
    case .table:
      output.streams.out("\(Count.text(Int64(done))) done, \(Count.text(Int64(failed))) refused\n")
      if !failures.isEmpty { output.streams.out("\n" + output.table(failures, as: BatchSubmission.columns)) }
      if failed > failures.count { session.note("… and \(failed - failures.count) more; --jsonl lists all") }
    case .json:
      output.json(["done": .integer(Int64(done)), "refused": .integer(Int64(failed)), "failures": .array(failures)])
    case .jsonl, .csv: session.note("\(done) done, \(failed) refused")
    }
  }

  /// A problem of the whole request, with the line of the file instead of the place in the request.
  private func located(_ failure: CommandFailure, _ problem: ClientProblem, _ items: [BatchFile.Item]) -> CommandFailure {
    guard let param = problem.param, let match = param.firstMatch(of: /^items\[(\d+)\]\.?(.*)$/), let index = Int(match.1),
      items.indices.contains(index)
    else { return failure }
    let field = match.2.isEmpty ? "" : " (\(match.2))"
    return CommandFailure(failure.exit, "line \(items[index].line)\(field): \(problem.detail)", hints: failure.hints)
  }

  private func stopped(_ failure: CommandFailure) -> CommandFailure {
    var failure = failure
    if done + failed > 0 || failure.exit == .outcomeUnknown || failure.exit == .unreachable {
      failure.hints.insert(
        "\(done) lines were done, \(failed) refused before that. The same command with --key '\(session.key)' goes on, and does nothing twice.",
        at: 0)
    }
    return failure
  }

  private static let columns = [
    Column("LINE", "", .number("line")), Column("STATUS", "", .text("result.status")), Column("CODE", "", .text("result.code")),
    Column("DETAIL", "", .text("result.detail")),
  ]

  private static let csv = [
    Column("", "line", .text("line")), Column("", "key", .text("key")), Column("", "status", .text("result.status")),
    Column("", "id", .text("result.id")), Column("", "sequence", .text("result.sequence")),
    Column("", "amount", .text("result.amount")),
    Column("", "code", .text("result.code")), Column("", "detail", .text("result.detail")),
  ]
}
