import Glibc
import SQLite

/// Measures walletd. Read `BenchCase` first: what is measured; then `Series`: how.
@main
enum Main {
  static func main() {
    do {
      if Stand.isWanted { return try Stand.run() }
      let arguments = try Arguments(Array(CommandLine.arguments.dropFirst()))
      if arguments.wantsHelp {
        print(Arguments.help)
        return
      }
      SQLiteProcess.configure()
      Interruption.listen()
      let rows = try run(arguments)
      print(arguments.writesJSON ? JSONReport.text(rows) : Table.text(rows))
    } catch BenchFailure.usage(let sentence) {
      StandardError.write("walletbench: \(sentence)\n")
      exit(2)
    } catch BenchFailure.interrupted {
      StandardError.write("walletbench: interrupted\n")
      exit(130)
    } catch {
      StandardError.write("walletbench: \(error)\n")
      exit(1)
    }
  }

  private static func run(_ arguments: Arguments) throws -> [Row] {
    let bench = try Bench(arguments)
    defer { bench.finish() }
    let cases = arguments.cases.isEmpty ? BenchCase.allCases.filter(\.runsUnasked) : arguments.cases
    var rows: [Row] = []
    for (index, each) in cases.enumerated() {
      StandardError.write("[\(index + 1)/\(cases.count)] \(each.rawValue)\n")
      rows += try each.run(bench)
    }
    return rows
  }
}
