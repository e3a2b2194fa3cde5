/// `203.0.113.0/24`, `2001:db8::/32`, or an address alone.
extension Network {
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let address = IPAddress.parse(parts[0]) else { return nil }
    let most = address.isIPv4 ? 32 : 128
    var length = most
    if parts.count == 2 {
      guard (1...3).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy({ (48...57).contains($0) }),
        parts[1].utf8.count == 1 || parts[1].utf8.first != 48, let given = Int(parts[1]), (0...most).contains(given)
      else { return nil }
      length = given
    }
    let bits = address.isIPv4 ? length + 96 : length
    // What stands behind the length would be believed to matter.
    guard bits == 128 || address.value << UInt128(bits) == 0 else { return nil }
    self.init(address: address.value, length: bits, text: text)
  }
}

/// An IPv4 or IPv6 address as 128 bits; IPv4 as IPv6 maps it (RFC 4291, 2.5.5.2).
package enum IPAddress {
  package static func parse(_ text: some StringProtocol) -> (value: UInt128, isIPv4: Bool)? {
    if let value = ipv4(text) { return (0xffff << 32 | UInt128(value), true) }
    return ipv6(text).map { ($0, false) }
  }

  private static func ipv4(_ text: some StringProtocol) -> UInt32? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var value: UInt32 = 0
    for part in parts {
      guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (48...57).contains($0) }), let number = UInt32(part),
        number <= 255, part.utf8.count == 1 || part.utf8.first != 48
      else { return nil }
      value = value << 8 | number
    }
    return value
  }

  private static func ipv6(_ text: some StringProtocol) -> UInt128? {
    guard text.utf8.count <= 45, text.utf8.contains(58) else { return nil }
    var halves: [[UInt16]] = [[]]
    var pieces = Array(text.split(separator: ":", omittingEmptySubsequences: false))
    // A leading or trailing `::` leaves an empty piece at the edge too.
    if text.hasPrefix("::") { pieces.removeFirst() } else if pieces.first?.isEmpty == true { return nil }
    if text.hasSuffix("::") { pieces.removeLast() } else if pieces.last?.isEmpty == true { return nil }
    for (index, piece) in pieces.enumerated() {
      if piece.isEmpty {
        guard halves.count == 1 else { return nil }
        halves.append([])
      } else if index == pieces.count - 1, let tail = ipv4(piece) {
        halves[halves.count - 1] += [UInt16(tail >> 16), UInt16(tail & 0xffff)]
      } else {
        guard piece.utf8.count <= 4, piece.utf8.allSatisfy({ $0 != 43 && $0 != 45 }), let group = UInt16(piece, radix: 16)
        else { return nil }
        halves[halves.count - 1].append(group)
      }
    }
    let given = halves.reduce(0) { $0 + $1.count }
    guard halves.count == 2 ? given <= 7 : given == 8 else { return nil }
    let groups = halves[0] + (halves.count == 2 ? Array(repeating: 0, count: 8 - given) + halves[1] : [])
    return groups.reduce(UInt128(0)) { $0 << 16 | UInt128($1) }
  }
}
