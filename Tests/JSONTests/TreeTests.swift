import JSON
import Testing

struct TreeTests {
  @Test(arguments: [
    "null", "true", "false", "0", "-12", "9223372036854775807", "1.50", "1e400", "99999999999999999999", #""""#,
    #""é\"\\\n\u0001""#,
    "[]", "{}", #"[1,[2,{"b":3,"a":4}],"x"]"#,
  ])
  func `a value that is read and written again is the same text`(text: String) throws {
    #expect(String(decoding: try JSONValue.parse(text).encode(), as: UTF8.self) == text)
  }

  @Test func `numbers keep their literal unless they are 64-bit integers`() throws {
    let value = try JSONValue.parse("[1, -0, 1.0, 1e2, 9223372036854775808]")
    #expect(value == [1, 0, .decimal("1.0"), .decimal("1e2"), .decimal("9223372036854775808")])
  }

  @Test func `members keep their order and are found by key`() throws {
    var object = try #require(try JSONValue.parse(#"{"z":1,"a":{"b":[null,"x"]}}"#).objectValue)
    #expect(object.keys == ["z", "a"])
    #expect(object["a"]?["b"]?[1]?.stringValue == "x")
    #expect(object["a"]?["b"]?[2] == nil)
    #expect(object["nothing"] == nil)
    object["z"] = 2
    object["new"] = true
    object["a"] = nil
    #expect(JSONValue.object(object) == ["z": 2, "new": true])
  }

  @Test func `two spellings of one character are two keys`() throws {
    let object = try #require(try JSONValue.parse("{\"\u{E9}\":1,\"e\u{301}\":2}").objectValue)
    #expect(object["e\u{301}"] == 2)
  }

  @Test func `pretty output has one member per line`() {
    let value: JSONValue = ["a": [1, ["b": nil]], "empty": [], "none": [:]]
    #expect(
      String(decoding: value.encode(pretty: true), as: UTF8.self) == """
        {
          "a": [
            1,
            {
              "b": null
            }
          ],
          "empty": [],
          "none": {}
        }
        """)
  }

  @Test(arguments: ["\u{1}", "\"", "\\", "\u{1F}", "\n"])
  func `a character that needs an escape is found wherever it stands`(character: String) throws {
    for position in 0..<20 {
      let text = String(repeating: "x", count: position) + character + String(repeating: "y", count: 20 - position)
      #expect(try JSONValue.parse(JSONValue.string(text).encode()) == .string(text))
    }
  }

  @Test func `the writer sets commas and escapes by itself`() throws {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("text")
    writer.string("a\"b\\c\n\r\t\u{1}\u{1F}é😀" as String)
    writer.key("bytes")
    writer.string([UInt8]("plain".utf8))
    writer.key("literal")
    writer.string("fixed")
    writer.key("list")
    writer.beginArray()
    writer.integer(Int64.min)
    writer.integer(UInt64.max)
    writer.integer(0)
    writer.beginArray()
    writer.endArray()
    writer.bool(true)
    writer.bool(false)
    writer.null()
    writer.raw([UInt8]("{\"raw\":1}".utf8))
    writer.beginObject()
    writer.endObject()
    writer.endArray()
    writer.key("k\"ey" as String)
    writer.integer(-1)
    writer.endObject()
    let text = String(decoding: writer.bytes, as: UTF8.self)
    #expect(
      text
        == #"{"text":"a\"b\\c\n\r\t\u0001\u001fé😀","bytes":"plain","literal":"fixed","list":[-9223372036854775808,18446744073709551615,0,[],true,false,null,{"raw":1},{}],"k\"ey":-1}"#
    )
    #expect(try JSONValue.parse(text)["text"] == "a\"b\\c\n\r\t\u{1}\u{1F}é😀")
  }
}
