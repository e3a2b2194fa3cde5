extension JSONValue {
  /// The one value that `bytes` hold.
  package static func parse(_ bytes: [UInt8], options: JSONOptions = .strict) throws(JSONError) -> JSONValue {
    try withJSONScanner(bytes, options: options) { (scanner) throws(JSONError) in
      let value = try scanner.value()
      try scanner.end()
      return value
    }
  }

  package static func parse(_ text: String, options: JSONOptions = .strict) throws(JSONError) -> JSONValue {
    try parse([UInt8](text.utf8), options: options)
  }

  /// The same with the place of every key and value, so that a wrong setting can be named by line.
  package static func parseLocated(_ bytes: [UInt8], options: JSONOptions = .json5) throws(JSONError) -> LocatedJSON {
    try withJSONScanner(bytes, options: options) { (scanner) throws(JSONError) in
      var walk = JSONPositionWalk()
      let value = try scanner.locatedValue(&walk)
      try scanner.end()
      return value
    }
  }

  package static func parseLocated(_ text: String, options: JSONOptions = .json5) throws(JSONError) -> LocatedJSON {
    try parseLocated([UInt8](text.utf8), options: options)
  }
}

extension JSONScanner {
  /// Reads one value of any type as a tree.
  package mutating func value() throws(JSONError) -> JSONValue {
    switch try peek() {
    case .object:
      var members: [JSONObject.Member] = []
      try beginObject()
      while let key = try nextKey() {
        let name = key.string
        members.append(JSONObject.Member(key: name, value: try value()))
      }
      return .object(JSONObject(unique: members))
    case .array:
      var elements: [JSONValue] = []
      try beginArray()
      while try nextElement() { elements.append(try value()) }
      return .array(elements)
    case .string: return .string(try string().string)
    case .number: return JSONValue(try number())
    case .bool: return .bool(try bool())
    case .null:
      try word("null")
      return .null
    }
  }

  mutating func locatedValue(_ walk: inout JSONPositionWalk) throws(JSONError) -> LocatedJSON {
    let type = try peek()
    let position = walk.advance(to: offset, in: input)
    switch type {
    case .object:
      var members: [LocatedJSON.Member] = []
      try beginObject()
      while let key = try nextKey() {
        let name = key.string
        let keyPosition = walk.advance(to: keyOffset, in: input)
        members.append(LocatedJSON.Member(key: name, keyPosition: keyPosition, value: try locatedValue(&walk)))
      }
      return LocatedJSON(position: position, content: .object(members))
    case .array:
      var elements: [LocatedJSON] = []
      try beginArray()
      while try nextElement() { elements.append(try locatedValue(&walk)) }
      return LocatedJSON(position: position, content: .array(elements))
    case .string: return LocatedJSON(position: position, content: .scalar(.string(try string().string)))
    case .number: return LocatedJSON(position: position, content: .scalar(JSONValue(try number())))
    case .bool: return LocatedJSON(position: position, content: .scalar(.bool(try bool())))
    case .null:
      try word("null")
      return LocatedJSON(position: position, content: .scalar(.null))
    }
  }
}

extension JSONValue {
  package init(_ number: JSONNumber) {
    switch number {
    case .integer(let value): self = .integer(value)
    case .decimal(let literal): self = .decimal(literal)
    }
  }
}
