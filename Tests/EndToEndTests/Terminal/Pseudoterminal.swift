import Foundation

/// The other side of a program's terminal, without anything in between: for measuring.
final class Pseudoterminal {
  private let master: Int32
  private let child: pid_t
  private(set) var grid: Grid

  init(_ arguments: [String], columns: Int, rows: Int, environment: [String: String]) throws {
    grid = Grid(columns: columns, rows: rows)
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    // TIOCSPTLCK and TIOCGPTN, which glibc hides behind _GNU_SOURCE: unlocks the other side, and tells its number.
    var (isLocked, number) = (Int32(0), UInt32(0))
    guard master >= 0, ioctl(master, 0x4004_5431, &isLocked) == 0, ioctl(master, 0x8004_5430, &number) == 0 else {
      throw RigFailure("no pseudoterminal: \(String(cString: strerror(errno)))")
    }
    let name = "/dev/pts/\(number)"
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // The first terminal that the leader of a new session opens becomes its own.
    posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // POSIX_SPAWN_SETSID
    posix_spawnattr_setflags(&attributes, 0x80)
    var argumentPointers = arguments.map { strdup($0) } + [nil]
    var variablePointers = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in argumentPointers + variablePointers { free(pointer) } }
    var pid = pid_t()
    let result = posix_spawn(&pid, arguments[0], &actions, &attributes, &argumentPointers, &variablePointers)
    guard result == 0 else { throw RigFailure("\(arguments[0]) does not start: \(String(cString: strerror(result)))") }
    child = pid
  }

  deinit {
    kill(child, SIGKILL)
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    close(master)
  }

  func send(_ bytes: String) { _ = write(master, bytes, bytes.utf8.count) }

  /// Reads until the screen is as it is awaited; how long that took. Nil: it never was.
  func wait(_ limit: Duration = .seconds(30), until isSo: (Grid) -> Bool) -> Duration? {
    let begin = ContinuousClock.now
    while !isSo(grid) {
      guard ContinuousClock.now - begin < limit else { return nil }
      var events = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      guard poll(&events, 1, 100) > 0 else { continue }
      var bytes = [UInt8](repeating: 0, count: 65_536)
      let count = read(master, &bytes, bytes.count)
      guard count > 0 else { return nil }
      grid.take(bytes[..<count])
    }
    return ContinuousClock.now - begin
  }
}

/// What an xterm shows: as much of its language as ncurses speaks to it. ASCII only.
struct Grid {
  private(set) var cells: [[UInt8]]
  private var row = 0
  private var column = 0
  private var escape: [UInt8]?
  private let columns: Int
  private var last = UInt8(ascii: " ")
  private var region: ClosedRange<Int>

  init(columns: Int, rows: Int) {
    self.columns = columns
    cells = [[UInt8]](repeating: [UInt8](repeating: 32, count: columns), count: rows)
    region = 0...rows - 1
  }

  func line(_ row: Int) -> String { String(decoding: cells[row], as: UTF8.self) }

  var text: String { cells.indices.map { line($0) }.joined(separator: "\n") }

  mutating func take(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      if var sequence = escape {
        sequence.append(byte)
        escape = sequence
        finish(sequence)
      } else {
        plain(byte)
      }
    }
  }

  private mutating func plain(_ byte: UInt8) {
    switch byte {
    case 27: escape = []
    case 8: column = max(0, column - 1)
    case 9: column = min(columns - 1, (column / 8 + 1) * 8)
    case 10: feed()
    case 13: column = 0
    case 32...: put(byte)
    default: break
    }
  }

  private mutating func put(_ byte: UInt8) {
    if column >= columns {
      column = 0
      feed()
    }
    cells[row][column] = byte
    last = byte
    column += 1
  }

  private mutating func feed() {
    if row == region.upperBound { scroll(1) } else { row = min(cells.count - 1, row + 1) }
  }

  private mutating func scroll(_ lines: Int) {
    for _ in 0..<lines {
      cells.remove(at: region.lowerBound)
      cells.insert([UInt8](repeating: 32, count: columns), at: region.upperBound)
    }
  }

  private mutating func finish(_ sequence: [UInt8]) {
    guard let first = sequence.first else { return }
    if first != UInt8(ascii: "[") {
      // Character sets take one more byte; the others are whole.
      if first == UInt8(ascii: "("), sequence.count < 2 { return }
      if first == UInt8(ascii: "M") { if row == region.lowerBound { scrollDown(1) } else { row = max(0, row - 1) } }
      escape = nil
      return
    }
    guard sequence.count > 1, let end = sequence.last, (0x40...0x7E).contains(end) else { return }
    escape = nil
    let text = String(decoding: sequence.dropFirst().dropLast(), as: UTF8.self)
    let numbers = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    obey(Character(Unicode.Scalar(end)), text.hasPrefix("?") ? [] : numbers)
  }

  private mutating func scrollDown(_ lines: Int) {
    for _ in 0..<lines {
      cells.remove(at: region.upperBound)
      cells.insert([UInt8](repeating: 32, count: columns), at: region.lowerBound)
    }
  }

  private mutating func obey(_ command: Character, _ numbers: [Int]) {
    let count = max(1, numbers.first ?? 1)
    switch command {
    case "H":
      (row, column) = (
        min(cells.count, max(1, numbers.first ?? 1)) - 1, min(columns, max(1, numbers.count > 1 ? numbers[1] : 1)) - 1
      )
    case "A": row = max(0, row - count)
    case "B": row = min(cells.count - 1, row + count)
    case "C": column = min(columns - 1, column + count)
    case "D": column = max(0, column - count)
    case "G": column = min(columns, count) - 1
    case "d": row = min(cells.count, count) - 1
    case "J":
      erase(row, column..<columns)
      for below in cells.indices.dropFirst(row + 1) { erase(below, 0..<columns) }
    case "K": erase(row, numbers.first == 1 ? 0..<min(columns, column + 1) : min(column, columns)..<columns)
    case "X": erase(row, column..<min(columns, column + count))
    case "P":
      cells[row].removeSubrange(column..<min(columns, column + count))
      cells[row] += [UInt8](repeating: 32, count: columns - cells[row].count)
    case "@":
      cells[row].insert(contentsOf: [UInt8](repeating: 32, count: count), at: column)
      cells[row].removeLast(cells[row].count - columns)
    case "b": for _ in 0..<count { put(last) }
    case "r":
      let (top, bottom) = (max(1, numbers.first ?? 1), numbers.count > 1 ? numbers[1] : cells.count)
      region = top - 1...min(cells.count, max(top, bottom)) - 1
      (row, column) = (0, 0)
    case "S": scroll(count)
    case "T": scrollDown(count)
    default: break
    }
  }

  private mutating func erase(_ row: Int, _ range: Range<Int>) { for column in range { cells[row][column] = 32 } }
}
