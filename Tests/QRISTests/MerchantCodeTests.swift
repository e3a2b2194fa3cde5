import Testing

@testable import QRIS

/// Codes of the standard, of a provider and of EMVCo; and every way in which a code is none.
struct MerchantCodeTests {
  private static let head =
    "00020101021126670015COM.EXAMPLE.WWW011893600014900000000102150000000000000010303UMI51440014ID.CO.QRIS.WWW0215ID10200000000010303UMI520458125303360"
  private static let staticCode = head + "5802ID5913WARUNG CONTOH6007JAKARTA61051011062070703A01630415AE"
  private static let dynamicCode =
    head.replacing("010211", with: "010212")
    + "5405100005802ID5913WARUNG CONTOH6007JAKARTA61051011062370108INV-00010514REF202611200010703A0163048612"
  private static let fixedFee =
    head.replacing("010211", with: "010212")
    + "540810000.00550202560415005802ID5913WARUNG CONTOH6007JAKARTA61051011062070703A0163047AB2"
  private static let percentFee = head + "55020357045.005802ID5913WARUNG CONTOH6007JAKARTA61051011062070703A0163040A45"
  /// Published by a provider: the amount stands behind the postal code.
  private static let published =
    "00020101021226620014COM.GO-JEK.WWW011993600914349052630340210G4905263030303UKE51440014ID.CO.QRIS.WWW0215AID0607336128660303UKE5204341453033605802ID5904Test6007BANDUNG6105402845409789000.0062475036c032f87c-f773-4619-aefa-675e1f06f9210703A016304A623"
  /// EMVCo's example: lengths count characters, the sum bytes.
  private static let chinese =
    "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN5914BEST TRANSPORT6007BEIJING64200002ZH0104最佳运输0202北京540523.7253031565502016233030412340603***0708A60086670902ME91320016A0112233449988770708123456786304A13A"

  /// A text with the right sum.
  private static func summed(_ text: String) -> String { text + "6304" + Checksum.text(of: text + "6304") }

  private func problem(_ text: String) -> CodeProblem? {
    do throws(CodeProblem) {
      _ = try MerchantCode(text)
      return nil
    } catch { return error }
  }

  @Test func `has the sum that the standard gives`() {
    #expect(Checksum.of("123456789".utf8) == 0x29B1)
    #expect(Checksum.text(of: "") == "FFFF")
  }

  @Test func `says whom to pay, and how much`() throws {
    let code = try MerchantCode(Self.staticCode)
    #expect(code.use == .static && code.amount == nil && code.tip == nil && code.isQRIS)
    #expect(code.merchantName == "WARUNG CONTOH" && code.city == "JAKARTA" && code.postalCode == "10110")
    #expect(code.category == "5812" && code.currency == "360" && code.country == "ID")
    #expect(code.nationalMerchantID == "ID1020000000001" && code.details.terminal == "A01")
    #expect(code.accounts.map(\.tag) == [26, 51] && code.accounts[0].domain == "COM.EXAMPLE.WWW")
    #expect(code.accounts[0].merchantPAN == "936000149000000001" && code.accounts[0].criteria == "UMI")
    let dynamic = try MerchantCode(Self.dynamicCode)
    #expect(dynamic.use == .dynamic && dynamic.amount == 1_000_000)
    #expect(dynamic.details.bill == "INV-0001" && dynamic.details.reference == "REF20261120001")
    #expect(try MerchantCode(Self.fixedFee).tip == .fixed(150_000))
    #expect(try MerchantCode(Self.percentFee).tip == .percent(500))
    #expect(try MerchantCode(Self.published).amount == 78_900_000)
    let other = try MerchantCode(Self.chinese)
    #expect(!other.isQRIS && other.amount == 2_372 && other.tip == .asked && other.currency == "156")
    #expect(other.others.map(\.tag) == [64, 91] && other.details.customer == "***")
  }

  @Test(arguments: [staticCode, dynamicCode, percentFee])
  func `is written as it was read`(text: String) throws {
    #expect(try MerchantCode(text).text() == text)
  }

  @Test(arguments: [staticCode, dynamicCode, fixedFee, percentFee, published, chinese])
  func `says the same when it is written and read again`(text: String) throws {
    var code = try MerchantCode(text)
    // Longer than the standard allows: providers read it, nobody should write it.
    code.details.others.removeAll { $0.tag == 50 }
    #expect(try MerchantCode(code.text()) == code)
  }

  @Test func `is read in any order, with a sum in small letters, and with whole amounts`() throws {
    let lower = String(Self.staticCode.dropLast(4)) + Self.staticCode.suffix(4).lowercased()
    #expect(try MerchantCode(lower) == MerchantCode(Self.staticCode))
    #expect(
      try MerchantCode(Self.summed(Self.head.replacing("010211", with: "010212") + "540810000.005802ID5901A6001B")).amount
        == 1_000_000)
    let mixed = "0002016001B5901A5802ID53033605204581251180014ID.CO.QRIS.WWW"
    #expect(try MerchantCode(Self.summed(mixed)).merchantName == "A")
  }

  struct Wrong: Sendable, CustomStringConvertible {
    let kind: CodeProblem.Kind
    let text: String
    init(_ kind: CodeProblem.Kind, _ text: String) {
      self.kind = kind
      self.text = text
    }
    /// With the right sum, a name and a city.
    init(_ kind: CodeProblem.Kind, with tags: String, head: String = MerchantCodeTests.head) {
      self.init(kind, MerchantCodeTests.summed(head + tags + "5901A6001B"))
    }
    var description: String { "\(kind): \(text)" }
  }

  private static let dynamicHead = head.replacing("010211", with: "010212")
  private static func head(_ old: String, _ new: String) -> String { head.replacing(old, with: new) }

  private static let wrong: [Wrong] = [
    Wrong(.empty, ""),
    Wrong(.tooLong, String(repeating: "0", count: 513)),
    Wrong(.tooShort, "0002"),
    Wrong(.notTagged, "00A2"),
    Wrong(.notTagged, "000201٠٢"),
    Wrong(.notTagged, "00020199"),
    Wrong(.notTagged, "0002019"),
    Wrong(.notFirst, with: "5802ID", head: head("000201", "000202")),
    Wrong(.notFirst, with: "5802ID", head: head("000201010211", "010211000201")),
    Wrong(.notLast, "00020101021152045812"),
    Wrong(.notLast, summed("000201010211") + "640201"),
    Wrong(.notLast, "0002010102116304XYZW"),
    Wrong(.notLast, "00020101021163020A"),
    Wrong(.wrongSum, "0002010102116304FFFF"),
    Wrong(.wrongSum, staticCode.replacing("JAKARTA", with: "JAKARTO")),
    Wrong(.duplicate, with: "5802ID5802ID"),
    Wrong(.duplicate, with: "5802ID62100101A0101B"),
    Wrong(.missing, with: ""),
    Wrong(.missing, summed(head("5802ID", "") + "5802ID6001B")),
    Wrong(.missing, summed(head("5802ID", "") + "5802ID5901A")),
    Wrong(.missing, summed(head("5802ID", "") + "5802ID59006001B")),
    Wrong(.missing, with: "5802ID", head: head("52045812", "")),
    Wrong(.missing, with: "5802ID", head: head("5303360", "")),
    Wrong(.noAccount, with: "5802ID", head: "000201520458125303360"),
    Wrong(.notQRIS, with: "5802ID", head: head("5303360", "5303840")),
    Wrong(.notQRIS, with: "5802SG"),
    Wrong(.tipWithoutItsKind, with: "560415005802ID"),
    Wrong(.tipWithoutItsKind, with: "550203560415005802ID"),
    Wrong(.tipWithoutItsKind, with: "57045.005802ID"),
    Wrong(.missing, with: "5502025802ID"),
    Wrong(.missing, with: "5502035802ID"),
    Wrong(.wrongValue, with: "5502045802ID"),
    Wrong(.badAmount, with: "55020357040.005802ID"),
    Wrong(.badAmount, with: "5502035705100.05802ID"),
    Wrong(.badAmount, with: "5502025604-1005802ID"),
    Wrong(.noAmount, with: "5802ID", head: dynamicHead),
    Wrong(.wrongValue, with: "5802ID", head: head("010211", "010213")),
    Wrong(.badAmount, with: "540105802ID"),
    Wrong(.badAmount, with: "54040.005802ID"),
    Wrong(.badAmount, with: "5402-55802ID"),
    Wrong(.badAmount, with: "54041e105802ID"),
    Wrong(.badAmount, with: "540510.505802ID"),
    Wrong(.badAmount, with: "540610.0005802ID"),
    Wrong(.badAmount, with: "5403.505802ID"),
    Wrong(.badAmount, with: "5402١55802ID"),
    Wrong(.badAmount, with: "5414100000000000005802ID"),
    Wrong(.wrongValue, with: "5802ID", head: head("52045812", "520458A2")),
    Wrong(.tooShort, with: "5802ID", head: head("0303UMI51", "0399UMI51")),
  ]

  @Test(arguments: wrong)
  func `is none, and says why`(one: Wrong) {
    let found = problem(one.text)
    #expect(found?.kind == one.kind, "\(found?.detail ?? "it was taken")")
    #expect(found?.detail.isEmpty == false)
  }

  @Test func `is not taken when any one character of it is another`() {
    for code in [Self.staticCode, Self.dynamicCode, Self.fixedFee, Self.percentFee, Self.published] {
      for index in code.indices {
        for other in ["0", "1", "9", "A", " ", "é"] where String(code[index]) != other {
          var text = code
          text.replaceSubrange(index...index, with: other)
          #expect(problem(text) != nil, "\(text)")
        }
      }
    }
  }

  @Test func `is not written when it does not fit`() throws {
    let sound = try MerchantCode(Self.dynamicCode)
    func refusal(_ change: (inout MerchantCode) -> Void) -> CodeProblem.Kind? {
      var code = sound
      change(&code)
      do throws(CodeProblem) {
        _ = try code.text()
        return nil
      } catch { return error.kind }
    }
    #expect(refusal { _ in } == nil)
    #expect(refusal { $0.merchantName = String(repeating: "x", count: 26) } == .tooLong)
    #expect(refusal { $0.city = "" } == .missing)
    #expect(refusal { $0.details.reference = String(repeating: "x", count: 26) } == .tooLong)
    #expect(refusal { $0.amount = nil } == .noAmount)
    #expect(refusal { $0.amount = 0 } == .badAmount)
    #expect(refusal { $0.amount = 150 } == .badAmount)
    #expect(refusal { $0.amount = 10_000_000_000_000_00 } == .badAmount)
    #expect(refusal { $0.tip = .percent(10_000) } == .badAmount)
    #expect(refusal { $0.tip = .fixed(-100) } == .badAmount)
    #expect(refusal { $0.country = "IDN" } == .notQRIS)
    #expect(refusal { $0.accounts = [] } == .noAccount)
    #expect(refusal { $0.accounts.append($0.accounts[0]) } == .noAccount)
    #expect(refusal { $0.others = [DataObject(54, "1")] } == .wrongValue)
    #expect(refusal { $0.others = (64..<80).map { DataObject($0, String(repeating: "x", count: 40)) } } == .tooLong)
    #expect(refusal { $0.details.others = [DataObject(50, String(repeating: "x", count: 90))] } == .tooLong)
  }
}
