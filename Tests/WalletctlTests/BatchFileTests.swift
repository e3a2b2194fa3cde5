import Foundation
import JSON
import Testing

@testable import walletctl

struct BatchFileTests {
  private func items(_ text: String, _ format: BatchFile.Format, minor: Bool = false, currency: String? = nil) throws
    -> [BatchFile.Item]
  {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    var batch = try BatchFile(file.path, format: format, isMinor: minor, currency: currency)
    return try batch.next(100)
  }

  @Test func `a field that is not UTF-8 is refused, not repaired`() {
    let error = #expect(throws: CommandFailure.self) {
      try BatchFile(Array("reference\nok\n".utf8) + [0x61, 0xFF], name: "FILE", format: .csv, isMinor: false, currency: nil)
    }
    #expect(error?.message == "FILE, line 3: a field is not UTF-8")
  }

  private func message(_ text: String, _ format: BatchFile.Format) -> String {
    let error = #expect(throws: CommandFailure.self) { try items(text, format) }
    return error?.message ?? ""
  }

  @Test func `csv becomes items, with amounts as people write them`() throws {
    let found = try items(
      "type,debit,credit,amount,currency,reference,meta.note,expires_in\n"
        + ",a,b,25000.50,IDR,r1,\"x, y\",\nhold,a,b,1,JPY,,,60\n\nrelease,,,,,,,\n", .csv)
    #expect(found.map(\.line) == [2, 3, 5])
    #expect(
      JSONValue.object(found[0].json).description
        == #"{"debit":"a","credit":"b","currency":"IDR","reference":"r1","type":"transfer","amount":2500050,"metadata":{"note":"x, y"}}"#
    )
    #expect(found[1].json["amount"] == 1)
    #expect(found[1].json["expires_in"] == 60)
    #expect(JSONValue.object(found[2].json).description == #"{"type":"release"}"#)
  }

  @Test func `a currency for all lines stands on the command line`() throws {
    #expect(try items("debit,credit,amount\na,b,2.5\n", .csv, currency: "USD").first?.json["amount"] == 250)
    #expect(try items("debit,credit,amount\na,b,250\n", .csv, minor: true).first?.json["amount"] == 250)
  }

  @Test func `json lines are taken as they are, with the line they stand on`() throws {
    let found = try items("{\"type\":\"transfer\",\"amount\":5}\n\n  \n{\"key\":\"k\"}", .jsonl)
    #expect(found.map(\.line) == [1, 4])
    #expect(found[1].json["key"] == "k")
  }

  @Test func `a broken file is refused with its line`() {
    #expect(message("debit,credit,ammount\n", .csv).contains("no column 'ammount'; did you mean 'amount'?"))
    #expect(message("debit,credit,debit\na,b,c\n", .csv).contains("two columns 'debit'"))
    #expect(message("debit,amount\na,1\n", .csv).contains("line 2: the amount '1' needs its currency"))
    #expect(message("debit\na,b\n", .csv).contains("line 2: 2 fields"))
    #expect(message("{}\n[1]\n", .jsonl).contains("line 2: expected an object"))
    #expect(message("{}\n\n{\"a\":}\n", .jsonl).contains("line 3: "))
    #expect(message("type,final\ncapture,maybe\n", .csv).contains("final is true or false"))
  }
}
