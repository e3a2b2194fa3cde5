import SQLite

/// What went wrong with a file, for the people who call: what to do about it, and no SQL.
enum Outage {
  static func sentence(_ error: any Error) -> String {
    guard let sqlite = error as? SQLiteError else { return "\(error)" }
    if sqlite.isFull { return "the disk is full: free some space, then send the request again" }
    if sqlite.isBusy { return "the file is busy: send the request again" }
    return "\(sqlite.message) (SQLite \(sqlite.extendedCode))"
  }
}
