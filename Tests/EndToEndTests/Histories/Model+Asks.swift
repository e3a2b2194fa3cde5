/// What the ledger must say to each request, at its place in the order.
extension Model {
  /// The status and the facts of the reply to a write.
  mutating func answer(_ ask: Ask, key: String) -> [String: String] {
    keys[key] = next
    do throws(Refusal) {
      switch ask {
      case .transfer(let move): return try postAll([move], prefixes: [""])
      case .transaction(let moves): return try postAll(moves, prefixes: moves.indices.map { "postings[\($0)]." })
      case .hold(let move): return show(try place(move))
      case .capture(let hold, let amount, let isFinal): return try capture(hold, amount, isFinal)
      case .release(let hold): return try release(hold)
      case .batch(let items, let isAtomic): return batch(items, isAtomic, key: key)
      case .balance, .balances, .entries, .holdState, .head: preconditionFailure("a read has no place of its own")
      }
    } catch {
      // A refusal is a row too.
      next += 1
      return error.facts
    }
  }

  private mutating func postAll(_ moves: [Ask.Move], prefixes: [String]) throws(Refusal) -> [String: String] {
    let before = mark()
    var rows: [Row] = []
    do throws(Refusal) {
      for (move, prefix) in zip(moves, prefixes) {
        try refuseShort(move, at: prefix)
        rows.append(append(.post, move))
      }
    } catch {
      undo(to: before)
      throw error
    }
    close(rows)
    return show(rows, type: "transfer").merging(["status#": "201"]) { $1 }
  }

  private mutating func place(_ move: Ask.Move) throws(Refusal) -> Hold {
    try refuseShort(move, at: "")
    let row = append(.hold, move, hold: next)
    var hold = Hold(sequence: row.sequence, move: move, remaining: move.amount)
    hold.note(row.sequence)
    holds[row.sequence] = hold
    close([row])
    return hold
  }

  private func open(_ id: String) throws(Refusal) -> Hold {
    guard let number = Address(id)?.number, let hold = holds[number] else { throw Refusal(404, "hold_not_found", "hold") }
    guard hold.status == "open" else { throw Refusal(409, "hold_\(hold.status)", "hold") }
    return hold
  }

  private mutating func capture(_ id: String, _ asked: Int64?, _ isFinal: Bool) throws(Refusal) -> [String: String] {
    var hold = try open(id)
    let amount = asked ?? hold.remaining
    guard amount <= hold.remaining else {
      throw Refusal(
        409, "capture_above_remaining", "amount", account: hold.move.debit, available: hold.remaining, needed: amount)
    }
    func part(_ amount: Int64) -> Ask.Move { Ask.Move(debit: hold.move.debit, credit: hold.move.credit, amount: amount) }
    var rows = [append(.capture, part(amount), hold: hold.sequence)]
    hold.remaining -= amount
    hold.captured += amount
    if isFinal, hold.remaining > 0 {
      rows.append(append(.release, part(hold.remaining), hold: hold.sequence))
      hold.remaining = 0
    }
    if hold.remaining == 0 { hold.status = "captured" }
    hold.note(rows[0].sequence)
    holds[hold.sequence] = hold
    close(rows)
    return show(hold, resolvedBy: rows, type: "capture")
  }

  private mutating func release(_ id: String) throws(Refusal) -> [String: String] {
    var hold = try open(id)
    let move = Ask.Move(debit: hold.move.debit, credit: hold.move.credit, amount: hold.remaining)
    let row = append(.release, move, hold: hold.sequence)
    hold.remaining = 0
    hold.status = "released"
    hold.note(row.sequence)
    holds[hold.sequence] = hold
    close([row])
    return show(hold, resolvedBy: [row], type: "release")
  }

  private mutating func batch(_ items: [Ask.Item], _ isAtomic: Bool, key: String) -> [String: String] {
    next += 1
    let before = mark()
    var results: [[String: String]] = []
    for (index, item) in items.enumerated() {
      keys["\(key)#\(index)"] = next
      let sequence = next
      do throws(Refusal) {
        let prefix: String
        switch item {
        case .transfer(let move): (_, prefix) = (try postAll([move], prefixes: [""]), "txn")
        case .hold(let move): (_, prefix) = (try place(move), "hold")
        }
        results.append([
          "status": "201", "id": "\(prefix)#\(sequence)", "sequence": "\(sequence)", "amount": "\(item.move.amount)",
        ])
      } catch {
        guard isAtomic else {
          next += 1
          results.append(error.facts)
          continue
        }
        undo(to: before)
        results = items.indices.map {
          $0 == index ? error.facts : Refusal(409, "linked_event_failed", "items[\(index)]").facts
        }
        for index in items.indices {
          keys["\(key)#\(index)"] = next
          next += 1
        }
        break
      }
    }
    var facts = ["status#": "200"]
    for (index, result) in results.enumerated() { for (name, value) in result { facts["results.\(index).\(name)"] = value } }
    return facts
  }
}
