/// Where an audit trail stands: its last row, by number and seal; 0 and the chain's beginning where it has none.
struct TrailEnd: Equatable, Sendable {
  let sequence: Int64
  let seal: [UInt8]

  init(sequence: Int64, seal: [UInt8]) {
    self.sequence = sequence
    self.seal = seal
  }

  init(_ record: (sequence: Int64, seal: [UInt8])) { self.init(sequence: record.sequence, seal: record.seal) }
}
