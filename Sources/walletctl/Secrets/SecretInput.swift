import Sodium

/// Secrets that a command needs: from the file or descriptor an option names, or typed on a terminal that does not show them. Never from an
/// argument or the environment, where every program of the machine can see them.
extension Session {
  /// - Parameter option: the option that names a file or descriptor.
  func secret(
    _ what: String, from option: String, limit: Int, twice: Bool = false, isLine: Bool = true
  ) throws(CommandFailure) -> SecretBytes {
    if let path = invocation.value(option) { return try SecretFile.read(path, limit: limit, isLine: isLine) }
    guard streams.canAsk else {
      throw .usage(
        "the \(what) is needed, and nobody can be asked here: add --\(option) FILE (or /dev/fd/N, or - for standard input)")
    }
    let typed = try typedSecret("\(what) (it is not shown): ")
    guard twice else { return typed }
    guard try typedSecret("once more: ").equals(typed) else { throw .usage("the two are not the same; nothing was done") }
    return typed
  }

  private func typedSecret(_ question: String) throws(CommandFailure) -> SecretBytes {
    streams.remark(question)
    let answer = streams.secretAnswer()
    try Interruption.check()
    switch consume answer {
    case .some(let typed) where typed.count > 0: return typed
    default: throw .usage("nothing was typed; nothing was done")
    }
  }
}

extension Option {
  static func secretFrom(_ name: String, _ what: String) -> Option {
    .value(name, nil, "FILE", "the \(what): a file only you can read, /dev/fd/N, or - (default: asked for, not shown)")
  }
}
