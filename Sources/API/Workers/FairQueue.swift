/// Jobs that wait, in one line for each of those they are done for. The lines take turns.
///
/// A line may hold as much as there is room for as long as it is alone; as soon as there are others, only its part of it. Whoever comes
/// to a queue that somebody else has filled is still let in.
struct FairQueue<Job> {
  private struct Line {
    var jobs: [Job] = []
    /// The first job that waits; what lies before it was taken.
    var first = 0
    var running = 0

    var waiting: Int { jobs.count - first }

    mutating func take() -> Job {
      let job = jobs[first]
      first += 1
      if first == jobs.count {
        jobs.removeAll(keepingCapacity: true)
        first = 0
      } else if first == 1_024 {
        jobs.removeFirst(first)
        first = 0
      }
      return job
    }
  }

  private let depth: Int
  /// Jobs of one line that may run at once.
  private let runningOfOne: Int
  private var lines: [UInt128: Line] = [:]
  /// Lines in which something waits, in the order of their turns.
  private var turns: [UInt128] = []
  private(set) var waiting = 0

  init(depth: Int, runningOfOne: Int) {
    self.depth = depth
    self.runningOfOne = runningOfOne
  }

  var lineCount: Int { lines.count }

  /// False when that line has no room.
  mutating func put(_ job: Job, in name: UInt128) -> Bool {
    let before = lines[name]?.waiting ?? 0
    let sharing = turns.count + (before == 0 ? 1 : 0)
    guard before * sharing < depth else { return false }
    lines[name, default: Line()].jobs.append(job)
    if before == 0 { turns.append(name) }
    waiting += 1
    return true
  }

  /// The next job, of the line whose turn it is; lines with enough under way are passed over.
  mutating func take() -> (job: Job, line: UInt128)? {
    guard let turn = turns.firstIndex(where: { lines[$0].map { $0.running < runningOfOne } ?? false }) else { return nil }
    let name = turns.remove(at: turn)
    guard var line = lines.removeValue(forKey: name) else { return nil }
    let job = line.take()
    line.running += 1
    if line.waiting > 0 { turns.append(name) }
    lines[name] = line
    waiting -= 1
    return (job, name)
  }

  /// A job of that line has ended.
  mutating func end(of name: UInt128) {
    guard var line = lines.removeValue(forKey: name) else { return }
    line.running -= 1
    if line.running > 0 || line.waiting > 0 { lines[name] = line }
  }
}
