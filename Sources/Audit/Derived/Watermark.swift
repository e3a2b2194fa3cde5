import SQLite

/// Up to which row, and which seal, the file says its derived tables are complete.
struct Watermark {
  let sequence: Int64
  let sealNumber: Int64
  let seal: [UInt8]
  /// How many of the rows up to there are postings.
  let postings: Int64

  static func read(on connection: Connection) throws(Finding) -> Watermark? {
    try reading("watermark", after: nil) { () throws(SQLiteError) in
      let select = try connection.prepare("SELECT sequence, seal_number, seal, postings FROM watermark")
      guard try select.step() else { return nil }
      // Damage that makes another type of it makes it another watermark: one that no seal has.
      guard select.holds([.integer, .integer, .blob, .integer]) else {
        return Watermark(sequence: -1, sealNumber: -1, seal: [], postings: -1)
      }
      return Watermark(
        sequence: select.integer(0), sealNumber: select.integer(1), seal: select.bytes(2), postings: select.integer(3))
    }
  }

  func check(sequence: Int64, seal: [UInt8], postings: Int64) throws(Finding) {
    guard self.sequence == sequence else {
      throw finding("sequence", expected: "\(sequence), where seal \(sealNumber) ends", found: "\(self.sequence)")
    }
    guard self.seal == seal else {
      throw finding("seal", expected: "\(Hex.text(seal)), seal \(sealNumber)", found: Hex.text(self.seal))
    }
    guard self.postings == postings else { throw finding("postings", expected: "\(postings)", found: "\(self.postings)") }
  }

  func checkReached(number: Int64) throws(Finding) {
    guard !(0...number).contains(sealNumber) else { return }
    throw finding("seal_number", expected: "0 to \(number), the last seal", found: "\(sealNumber)")
  }

  private func finding(_ subject: String, expected: String, found: String) -> Finding {
    Finding(table: "watermark", row: 1, .derived, subject, expected: expected, found: found)
  }
}
