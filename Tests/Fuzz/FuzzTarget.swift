/// What is fuzzed: each takes any bytes, does what the product does with bytes from outside, and holds the result to its promises.
enum FuzzTarget: String, CaseIterable {
  case http, json, configuration, cursor, values, query, service, batchfile, reply, qr, webhook, answer

  /// What is wrong about how these bytes are treated; nil: nothing. A trap is a finding too.
  ///
  /// - Parameter planted: lets it find a bug that is none, reached only through the code under test.
  func examine(_ bytes: [UInt8], planted: Bool) -> String? {
    switch self {
    case .http: HTTPTarget.examine(bytes, planted: planted)
    case .json: JSONTarget.examine(bytes, planted: planted)
    case .configuration: ConfigurationTarget.examine(bytes, planted: planted)
    case .cursor: CursorTarget.examine(bytes, planted: planted)
    case .values: ValuesTarget.examine(bytes, planted: planted)
    case .query: QueryTarget.examine(bytes, planted: planted)
    case .service: ServiceTarget.examine(bytes, planted: planted)
    case .batchfile: BatchFileTarget.examine(bytes, planted: planted)
    case .reply: ReplyTarget.examine(bytes, planted: planted)
    case .qr: QRTarget.examine(bytes, planted: planted)
    case .webhook: WebhookTarget.examine(bytes, planted: planted)
    case .answer: AnswerTarget.examine(bytes, planted: planted)
    }
  }
}
