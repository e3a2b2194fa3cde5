/// The command line.
struct Arguments: Equatable {
  var isQuick = false
  var writesJSON = false
  var keepsFiles = false
  var wantsHelp = false
  /// Empty: all that `BenchCase` runs without being asked.
  var cases: [BenchCase] = []
  /// The walletd to measure; nil: the one beside this program.
  var daemon: String?
  var directory = ".bench"

  static let help = """
    Examples:
      walletbench --quick                       everything, in under a minute
      walletbench --only singles --only batch   two cases in full
      walletbench --json > before.json          rows to compare with later

    Usage: walletbench [--quick] [--only CASE]... [--json] [--walletd PATH] [--dir DIR] [--keep]

    Measures the walletd beside this program on fresh files, and in the same run what the disk and the sockets allow.

      --quick         under a minute in all: short slices, 300,000 transfers instead of 5 million
      --only CASE     one case, or several when given again: \(BenchCase.allCases.map(\.rawValue).joined(separator: ", "))
      --json          an array of rows instead of the table
      --walletd PATH  another daemon
      --dir DIR       where the files of the run go, on the disk to be measured (default: .bench)
      --keep          leave the files of the run there
    """

  /// Throws `usage` for what it does not know.
  init(_ words: [String]) throws {
    var rest = words[...]
    while let word = rest.popFirst() {
      switch word {
      case "--quick": isQuick = true
      case "--json": writesJSON = true
      case "--keep": keepsFiles = true
      case "--help", "-h": wantsHelp = true
      case "--only":
        let name = try Self.value(of: word, from: &rest)
        guard let named = BenchCase(rawValue: name) else {
          throw BenchFailure.usage(
            "there is no case \(name); there are \(BenchCase.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        if !cases.contains(named) { cases.append(named) }
      case "--walletd": daemon = try Self.value(of: word, from: &rest)
      case "--dir": directory = try Self.value(of: word, from: &rest)
      default: throw BenchFailure.usage("unknown option \(word); walletbench --help shows all")
      }
    }
  }

  private static func value(of option: String, from rest: inout ArraySlice<String>) throws -> String {
    guard let value = rest.popFirst(), !value.isEmpty, !value.hasPrefix("--") else {
      throw BenchFailure.usage("\(option) needs a value")
    }
    return value
  }
}
