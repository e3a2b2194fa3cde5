/// At most one deadline per connection, for thousands of connections.
///
/// Every kind of deadline has one duration, so the deadlines of a kind expire in the order in which they are set: a linked list
/// per kind is all it takes. Setting, clearing and finding the next are a few loads and stores, whatever the number.
struct HTTPTimers {
  enum Kind: Int, CaseIterable {
    case head, body, idle, write, linger, rest
  }

  private struct Node {
    var previous: Int32 = -1
    var next: Int32 = -1
    var deadline: UInt64 = 0
    var kind: Kind?
  }

  private struct Ends {
    var first: Int32 = -1
    var last: Int32 = -1
  }

  /// Nanoseconds, by kind.
  private let durations: [UInt64]
  private var lists = [Ends](repeating: Ends(), count: Kind.allCases.count)
  /// Indexed by descriptor.
  private var nodes: [Node] = []

  init(limits: HTTPLimits) {
    durations = Kind.allCases.map { kind in
      switch kind {
      case .head: limits.headTimeout.nanoseconds
      case .body: limits.bodyTimeout.nanoseconds
      case .idle: limits.idleTimeout.nanoseconds
      case .write: limits.writeTimeout.nanoseconds
      case .linger: limits.lingerTimeout.nanoseconds
      case .rest: limits.restTime.nanoseconds
      }
    }
  }

  /// What the descriptor waits for.
  func kind(of descriptor: Int32) -> Kind? {
    Int(descriptor) < nodes.count ? nodes[Int(descriptor)].kind : nil
  }

  /// Gives the descriptor a new deadline instead of the one it has.
  mutating func set(_ descriptor: Int32, _ kind: Kind, now: UInt64) {
    if Int(descriptor) >= nodes.count {
      nodes += repeatElement(Node(), count: Int(descriptor) + 1 - nodes.count)
    }
    clear(descriptor)
    let last = lists[kind.rawValue].last
    nodes[Int(descriptor)] = Node(previous: last, next: -1, deadline: now + durations[kind.rawValue], kind: kind)
    if last >= 0 { nodes[Int(last)].next = descriptor } else { lists[kind.rawValue].first = descriptor }
    lists[kind.rawValue].last = descriptor
  }

  mutating func clear(_ descriptor: Int32) {
    guard Int(descriptor) < nodes.count else { return }
    let node = nodes[Int(descriptor)]
    guard let kind = node.kind else { return }
    if node.previous >= 0 { nodes[Int(node.previous)].next = node.next } else { lists[kind.rawValue].first = node.next }
    if node.next >= 0 { nodes[Int(node.next)].previous = node.previous } else { lists[kind.rawValue].last = node.previous }
    nodes[Int(descriptor)].kind = nil
  }

  /// The nearest deadline of all.
  var next: UInt64? {
    var nearest: UInt64?
    for list in lists where list.first >= 0 {
      let deadline = nodes[Int(list.first)].deadline
      nearest = min(nearest ?? deadline, deadline)
    }
    return nearest
  }

  /// Removes one deadline that has passed.
  mutating func takeExpired(now: UInt64) -> (descriptor: Int32, kind: Kind)? {
    for kind in Kind.allCases {
      let first = lists[kind.rawValue].first
      guard first >= 0, nodes[Int(first)].deadline <= now else { continue }
      clear(first)
      return (first, kind)
    }
    return nil
  }
}

extension Duration {
  /// Whole nanoseconds; negative durations count as none.
  var nanoseconds: UInt64 {
    let (seconds, attoseconds) = components
    return seconds < 0 ? 0 : UInt64(seconds) * 1_000_000_000 + UInt64(max(0, attoseconds)) / 1_000_000_000
  }
}
