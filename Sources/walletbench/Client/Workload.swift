/// What a load consists of: the next request of each connection, and what its answer must be.
protocol Workload {
  /// Writes the next request of a connection over its last one (empty at the start of a run). False when there is none for it.
  mutating func render(_ connection: Int, into request: inout [UInt8]) -> Bool

  /// Looks at a successful answer; returns how many operations it stands for. Throws when it is not the one that was expected.
  mutating func finish(_ connection: Int, _ body: UnsafeRawBufferPointer) throws -> Int
}
