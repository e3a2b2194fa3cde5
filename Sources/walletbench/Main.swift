import SQLite

@main
enum Main {
  static func main() throws {
    SQLiteProcess.configure()
    Interruption.listen()
    for rows in [16, 64, 1000, 8190] {
      let floor = try Floor(path: "/work/wt/bench/.bench-floor-\(rows).db")
      var rates: [Int] = []
      for _ in 0..<5 { rates.append(try floor.run(rowsPerCommit: rows, nanoseconds: .seconds(1)).perSecond) }
      print(rows, rates.median, rates)
    }
    let (f, fl) = try FsyncRate.measure(path: "/work/wt/bench/.bench-fsync", nanoseconds: .seconds(1))
    print("fsync", f.perSecond, fl.quantile(1, of: 2), fl.quantile(99, of: 100))
    let (r, rl) = try RoundTrip.measure(nanoseconds: .seconds(1))
    print("trip", r.perSecond, rl.quantile(1, of: 2), rl.quantile(99, of: 100))
  }
}
