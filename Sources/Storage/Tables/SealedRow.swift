import SQLite

/// Writes one row twice in one pass: into the parameters of its INSERT, and into the bytes its commit is sealed over. One list of
/// columns serves both, so that nothing can be stored that is not sealed.
///
/// The encoding is described in docs/internals/ledger-file.md.
struct SealedRow {
  private let statement: Statement
  private let table: SealedTable

  init(_ table: SealedTable, on connection: Connection) throws(SQLiteError) {
    self.table = table
    statement = try connection.prepare(table.insert)
  }

  /// Begins a row; `fill` gives every column in the order of the schema; then the row is inserted.
  func insert(into bytes: inout SealBytes, _ fill: (inout Columns) -> Void) throws(SQLiteError) {
    bytes.append(table.rawValue)
    withUnsafeMutablePointer(to: &bytes) { bytes in
      var columns = Columns(statement: handle, bytes: bytes)
      fill(&columns)
      precondition(columns.count == table.columns, "a row gives every column")
    }
    try statement.run()
  }

  private var handle: BindingTarget { statement.target }

  /// The columns of one row being written.
  struct Columns {
    let statement: BindingTarget
    let bytes: UnsafeMutablePointer<SealBytes>
    var count: Int32 = 0

    init(statement: BindingTarget, bytes: UnsafeMutablePointer<SealBytes>) {
      self.statement = statement
      self.bytes = bytes
    }

    mutating func integer(_ value: Int64) {
      count += 1
      statement.bind(count, value)
      bytes.pointee.append(integer: value)
    }

    mutating func null() {
      count += 1
      statement.bindNull(count)
      bytes.pointee.append(SealBytes.nullTag)
    }

    mutating func optional(_ value: Int64?) {
      if let value { integer(value) } else { null() }
    }

    /// The bytes must stay where they are until the row is inserted.
    mutating func text(borrowing value: UnsafeRawBufferPointer) {
      count += 1
      statement.bind(count, borrowingText: value)
      bytes.pointee.append(SealBytes.textTag, value)
    }

    mutating func blob(borrowing value: UnsafeRawBufferPointer) {
      count += 1
      statement.bind(count, borrowingBlob: value)
      bytes.pointee.append(SealBytes.blobTag, value)
    }
  }
}

/// The tables whose rows are sealed, by the number their rows are sealed with.
enum SealedTable: UInt8, CaseIterable {
  case postings = 1
  case accountChanges = 2
  case outcomes = 3
  case recordChanges = 4

  var name: String {
    switch self {
    case .postings: "postings"
    case .accountChanges: "account_changes"
    case .outcomes: "outcomes"
    case .recordChanges: "record_changes"
    }
  }

  var columns: Int32 {
    switch self {
    case .postings: 29
    case .accountChanges: 16
    case .outcomes: 11
    case .recordChanges: 12
    }
  }

  var insert: String {
    "INSERT INTO \(name) VALUES (" + (1...columns).map { "?\($0)" }.joined(separator: ", ") + ")"
  }
}
