import Foundation

/// Falsified histories that are more than a changed field.
enum HistoryTampering {
  /// A list of balances of which the first account is as another list, of another moment, showed it.
  static func tear(_ answer: Answer, _ other: Answer) throws -> Answer {
    func accounts(_ answer: Answer) -> [Substring] {
      String(decoding: answer.body, as: UTF8.self).split(separator: #"{"id""#, omittingEmptySubsequences: false)
    }
    var parts = accounts(answer)
    let others = accounts(other)
    guard parts.count == Stage.accounts.count + 1, others.count == parts.count,
      let hot = parts.indices.first(where: { parts[$0].contains(#""code":"hot""#) })
    else { throw RigFailure("a list of accounts is expected: \(answer.text)") }
    parts[hot] = others[hot]
    return Answer(status: answer.status, body: Array(parts.joined(separator: #"{"id""#).utf8))
  }

  /// A write that takes long, and two reads during it, one after the other: right, they show its effect in order; wrong, the first
  /// shows it and the second does not.
  static func backwards() -> (right: History, wrong: History) {
    var model = Model(accounts: Stage.accounts.count, next: Int64(Stage.accounts.count) + 1)
    let ask = Ask.transfer(Ask.Move(debit: 0, credit: Stage.hot, amount: 5))
    let place = model.next
    _ = model.answer(ask, key: "write")
    func read(_ key: String, at time: UInt64, version: Int) -> Call {
      let facts = model.state(of: model.accounts[Stage.hot], version: version)
      var members = facts.filter { !$0.key.contains("#") }.map { name, value in
        let isNumber = Int64(value) != nil
        return name == "id"
          ? #""id":"acc_0000000000000000000000000\#(Stage.hot + 1)""# : #""\#(name)":\#(isNumber ? value : "\"\(value)\"")"#
      }
      members.sort()
      return Call(
        ask: .balance(Stage.hot), key: key, start: time, end: time + 5,
        answer: Answer(status: 200, body: Array("{\(members.joined(separator: ","))}".utf8)))
    }
    func history(_ versions: (Int, Int)) -> History {
      var history = History()
      history.calls = [
        Call(ask: ask, key: "write", start: 1, deadline: 100), read("first", at: 10, version: versions.0),
        read("second", at: 20, version: versions.1),
      ]
      history.places = ["write": place]
      history.last = place
      return history
    }
    return (history((0, 1)), history((1, 0)))
  }
}

extension Answer {
  func replacing(_ text: String, with other: String) throws -> Answer {
    let body = String(decoding: self.body, as: UTF8.self)
    guard let range = body.range(of: text) else { throw RigFailure("no \(text) in \(body)") }
    return Answer(status: status, body: Array(body.replacingCharacters(in: range, with: other).utf8))
  }
}
