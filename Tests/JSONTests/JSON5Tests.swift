import JSON
import Testing

struct JSON5Tests {
  @Test func `a configuration file as people write it is read`() throws {
    let text = """
      // where things are
      {
        socket: '/run/walletd/control.sock', /* a path */
        "mode": 0x1B0,
        $limits_1: { body: +1024, ratio: .5, share: 5., big: -0x10, exp: 1e3, },
        names: ['it\\'s', "two\\
       lines", '\\x41\\v\\0', 'say "hi"',],
      }
      // the end
      """
    let value = try JSONValue.parse(text, options: .json5)
    #expect(
      value == [
        "socket": "/run/walletd/control.sock", "mode": 432,
        "$limits_1": ["body": 1024, "ratio": .decimal("0.5"), "share": .decimal("5.0"), "big": -16, "exp": .decimal("1e3")],
        "names": ["it's", "two lines", "A\u{B}\0", "say \"hi\""],
      ])
  }

  @Test(arguments: [
    ("{a:1 /* open", "a comment is not closed, at line 1, column 6"), ("{a:NaN}", "expected a value, at line 1, column 4"),
    ("{a:Infinity}", "expected a value, at line 1, column 4"), ("{a:-Infinity}", "expected a digit, at line 1, column 5"),
    ("{a:01}", "a number may not begin with a zero, at line 1, column 4"),
    ("{a:0x}", "expected a hexadecimal digit, at line 1, column 6"),
    ("{a:0xFFFFFFFFFFFFFFFFF}", "the integer does not fit 64 bits, at line 1, column 4"),
    ("{a:.}", "expected a digit, at line 1, column 5"),
    ("{a:1,a:2}", "the key \"a\" appears twice in one object, at line 1, column 6"),
    ("{-a:1}", "expected a key, at line 1, column 2"),
    ("{a:1,,}", "expected a key, at line 1, column 6"), ("[,]", "expected a value, at line 1, column 2"),
    ("{a:'x\\q'}", "an escape in a string that JSON5 does not have, at line 1, column 6"),
    ("{a:'x\ny'}", "a control character in a string must be written as an escape, at line 1, column 6"),
    ("{\n  // é comment\n  a: é\n}", "expected a value, at line 3, column 6"),
  ])
  func `what JSON5 does not allow is refused`(text: String, sentence: String) {
    let error = #expect(throws: JSONError.self) { try JSONValue.parse(text, options: .json5) }
    #expect(error?.description == sentence)
  }

  @Test(arguments: [
    "{a:1}", "{'a':1}", "['a']", "[1,]", "{\"a\":1,}", "[+1]", "[.5]", "[0x1]", "//\n1", "/**/1", "\u{A0}1", "\u{B}1",
  ])
  func `none of this is accepted where strict JSON is due`(text: String) {
    #expect(throws: Never.self) { try JSONValue.parse(text, options: .json5) }
    #expect(throws: JSONError.self) { try JSONValue.parse(text) }
  }

  @Test func `an integer is taken from any of its spellings`() throws {
    for (text, value) in [("0x1f", Int64(31)), ("+7", 7), ("-0X8000000000000000", Int64.min)] {
      let read = try withJSONScanner([UInt8](text.utf8), options: .json5) { (scanner) throws(JSONError) in try scanner.int64() }
      #expect(read == value)
    }
  }

  @Test func `every key and value knows its line and column`() throws {
    let tree = try JSONValue.parseLocated("{\n  a: 1,\n  /* é */ 'b': [true,\n    {c: null}],\n}")
    let members = try #require(tree.members)
    #expect(tree.position == JSONPosition(offset: 0, line: 1, column: 1))
    #expect(members[0].keyPosition == JSONPosition(offset: 4, line: 2, column: 3))
    #expect(members[0].value.position == JSONPosition(offset: 7, line: 2, column: 6))
    #expect(members[1].keyPosition == JSONPosition(offset: 21, line: 3, column: 11))
    let inner = try #require(tree["b"]?.elements)
    #expect(inner[0].position.column == 17)
    #expect(inner[1].position == JSONPosition(offset: 37, line: 4, column: 5))
    #expect(inner[1]["c"]?.position.column == 9)
    #expect(inner[1].type == .object)
    #expect(tree["b"]?["c"] == nil)
    #expect(tree.value == ["a": 1, "b": [true, ["c": nil]]])
  }
}
