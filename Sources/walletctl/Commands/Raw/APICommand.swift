import JSON
import WalletClient

enum APICommand {
  static let api = Command(
    words: ["api"], summary: "Send one request to the API as it is, and print the answer's body",
    details: "The exit code says what the status means. The body goes to standard output, a problem's too.",
    arguments: [Argument("METHOD", "GET, POST …"), Argument("PATH", "such as /v1/accounts?limit=5")],
    options: [
      .value("data", "d", "JSON|@FILE", "the body; @- is standard input"), .flag("include", "i", "print status and headers too"),
    ],
    examples: [
      .init("walletctl -t toko api GET '/v1/accounts?code_prefix=wallet:'", "a list, as the daemon answers it"),
      .init(#"walletctl -t toko api POST /v1/transfers -d '{"debit":"a","credit":"b","amount":100}' --key order-17"#, "a change"),
    ],
    run: { session throws(CommandFailure) in
      let invocation = session.invocation
      guard let method = ClientRequest.Method(rawValue: invocation.argument("METHOD").uppercased()) else {
        throw .usage("METHOD is \(ClientRequest.Method.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      let path = invocation.argument("PATH")
      guard path.hasPrefix("/") else { throw .usage("PATH begins with a slash: /\(path)") }
      var request = ClientRequest(method, path)
      request.body = try body(invocation.value("data"))
      if method != .get { request.key = session.key }
      let reply = try session.sendRaw(request)
      if invocation.has("include") {
        session.streams.out("\(reply.status)\n" + reply.headers.map { "\($0.name): \($0.value)\n" }.joined() + "\n")
      }
      session.streams.out(bytes: session.output.format == .json ? reply.json?.encode(pretty: true) ?? reply.body : reply.body)
      if reply.body.last != 10 { session.streams.out("\n") }
      if let problem = reply.problem { throw CommandFailure(problem, key: request.key) }
    })

  private static func body(_ text: String?) throws(CommandFailure) -> [UInt8]? {
    guard let text else { return nil }
    return text.hasPrefix("@") ? try InputFile.bytes(String(text.dropFirst())) : Array(text.utf8)
  }
}
