import JSON
import QRCode
import Testing

@testable import walletctl

/// `walletctl qr`: what a code says, how it is drawn, and what is said of one that is none.
struct QRTests {
  private static let code =
    "00020101021226670015COM.EXAMPLE.WWW011893600014900000000102150000000000000010303UMI51440014ID.CO.QRIS.WWW0215ID10200000000010303UMI5204581253033605405100005802ID5913WARUNG CONTOH6007JAKARTA61051011062370108INV-00010514REF202611200010703A0163048612"

  @Test func `says what a code says`() throws {
    let (exit, output, remarks) = Captured.run("qr", "check", Self.code)
    #expect(exit == .done && remarks.isEmpty)
    for line in [
      "STANDARD     QRIS", "MERCHANT     WARUNG CONTOH", "PAID         once", "AMOUNT       Rp10.000", "BILL         INV-0001",
      "NATIONAL ID  ID1020000000001",
    ] { #expect(output.contains(line + "\n"), "\(output)") }
    let json = try JSONValue.parse(Array(Captured.run("qr", "check", "--json", Self.code).1.utf8))
    #expect(json["amount"]?.integerValue == 1_000_000 && json["currency"]?.stringValue == "IDR")
    #expect(json["use"]?.stringValue == "dynamic" && json["tip"] == .null)
    #expect(json["accounts"]?.arrayValue?.first?["merchant_pan"]?.stringValue == "936000149000000001")
  }

  @Test func `says what the payer adds, in the code's own currency`() {
    let fixed =
      "00020101021226670015COM.EXAMPLE.WWW011893600014900000000102150000000000000010303UMI51440014ID.CO.QRIS.WWW0215ID10200000000010303UMI520458125303360540510000550202560415005802ID5913WARUNG CONTOH6007JAKARTA61051011062370108INV-00010514REF202611200010703A01630476BE"
    #expect(Captured.run("qr", "check", fixed).1.contains("FEE          Rp1.500\n"))
    #expect(Captured.run("qr", "check", "--minor", fixed).1.contains("FEE          150000\n"))
    let percent =
      "00020101021226670015COM.EXAMPLE.WWW011893600014900000000102150000000000000010303UMI51440014ID.CO.QRIS.WWW0215ID10200000000010303UMI52045812530336054051000055020357045.005802ID5913WARUNG CONTOH6007JAKARTA61051011062370108INV-00010514REF202611200010703A016304EE12"
    #expect(Captured.run("qr", "check", percent).1.contains("TIP          5.00 %\n"))
  }

  @Test func `says what is wrong with one that is none, and draws nothing`() {
    for verb in ["check", "show"] {
      let (exit, output, remarks) = Captured.run("qr", verb, Self.code.replacing("100005802", with: "900005802"))
      #expect(exit == .error && output.isEmpty)
      #expect(remarks.contains("this is no code that could be paid: the sum in tag 63"))
    }
    #expect(Captured.run("qr", "show", "--scale", "0", Self.code).0 == .usage)
    #expect(Captured.run("qr", "show", "--as", "gif", Self.code).0 == .usage)
  }

  @Test func `draws it as text, SVG and PNG`() throws {
    let symbol = try #require(QRSymbol(Self.code))
    let (exit, output, _) = Captured.run("qr", "show", Self.code)
    #expect(exit == .done)
    #expect(output == symbol.rows(.blocks).joined(separator: "\n") + "\nWARUNG CONTOH, JAKARTA, Rp10.000\n")
    #expect(Captured.run("qr", "show", "--ascii", "--light", Self.code).1.hasPrefix(symbol.rows(.ascii, isOnLight: true)[0]))
    #expect(Captured.run("qr", "show", "--as", "svg", Self.code).1 == symbol.svg)
    let picture = Captured(terminal: false, answers: [])
    #expect(Program.run(["qr", "show", "--as", "png", Self.code], environment: [:], streams: picture) == .done)
    #expect(picture.bytes == symbol.png(scale: 8))
  }

  @Test func `colours it in a terminal, and sends no picture there`() {
    let streams = Captured(terminal: true, answers: [])
    #expect(Program.run(["qr", "show", Self.code], environment: ["TERM": "xterm"], streams: streams) == .done)
    #expect(streams.output.hasPrefix("\u{1B}[97;40m"))
    let refused = Captured(terminal: true, answers: [])
    #expect(Program.run(["qr", "show", "--as", "png", Self.code], environment: [:], streams: refused) == .usage)
    #expect(refused.output.isEmpty && refused.remarks.contains("> code.png"))
  }
}
