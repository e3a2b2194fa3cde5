import Foundation
import Testing

/// What `walletctl qr show` draws, read back by a scanner that shares nothing with it: Debian's zbar.
struct ScanningTests {
  static let code =
    "00020101021226670015COM.EXAMPLE.WWW011893600014900000000102150000000000000010303UMI51440014ID.CO.QRIS.WWW0215ID10200000000010303UMI5204581253033605405100005802ID5913WARUNG CONTOH6007JAKARTA61051011062370108INV-00010514REF202611200010703A0163048612"
  /// Lengths count characters, and the text has bytes that are none of ASCII.
  private static let chinese =
    "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN5914BEST TRANSPORT6007BEIJING64200002ZH0104最佳运输0202北京540523.7253031565502016233030412340603***0708A60086670902ME91320016A0112233449988770708123456786304A13A"

  private func scanned(_ picture: String) throws -> String {
    let run = try Run(["/usr/bin/zbarimg", "--raw", "-q", "--nodbus", picture])
    guard run.end == .exited(0) else { throw RigFailure("zbarimg \(run.end): \(run.output)") }
    return run.output.trimmingCharacters(in: .newlines)
  }

  private func show(_ options: [String], _ code: String) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.walletctl.path)
    process.arguments = ["qr", "show"] + options + [code]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return data
  }

  @Test(arguments: [code, chinese], [1, 3, 8])
  func `is read from its PNG`(code: String, scale: Int) throws {
    let folder = try Folder()
    let file = folder.file("code.png")
    // A scanner needs some pixels for a module; one is for whoever scales it himself.
    try show(["--as", "png", "--scale", "\(max(2, scale))"], code).write(to: URL(fileURLWithPath: file))
    #expect(try scanned(file) == code)
  }

  /// Characters of the terminal, drawn as pixels: what somebody's camera would see.
  @Test(arguments: [[], ["--ascii"], ["--light"], ["--light", "--ascii"]])
  func `is read from the terminal`(options: [String]) throws {
    let rows = String(decoding: try show(options, Self.code), as: UTF8.self).split(separator: "\n").dropLast().map(Array.init)
    let isASCII = options.contains("--ascii")
    let isOnLight = options.contains("--light")
    let width = (rows.first?.count ?? 0) / (isASCII ? 2 : 1)
    let height = isASCII ? rows.count : rows.count * 2
    var picture = "P1\n\(width * 4) \(height * 4)\n"
    for y in 0..<height * 4 {
      for x in 0..<width * 4 {
        let (column, row) = (x / 4, y / 4)
        let character = isASCII ? rows[row][column * 2] : rows[row / 2][column]
        let inked: Set<Character> = isASCII ? ["#"] : row.isMultiple(of: 2) ? ["█", "▀"] : ["█", "▄"]
        // Ink is light on a dark ground. 1 is black.
        picture += inked.contains(character) == isOnLight ? "1 " : "0 "
      }
      picture += "\n"
    }
    let folder = try Folder()
    try picture.write(toFile: folder.file("code.pbm"), atomically: true, encoding: .utf8)
    #expect(try scanned(folder.file("code.pbm")) == Self.code)
  }
}
