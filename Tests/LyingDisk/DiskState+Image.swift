extension DiskState {
  /// The files after a power cut, by their paths.
  func image(_ survival: Survival, _ dice: inout Dice) -> [String: [UInt8]] {
    var numbers = Set(namings.map(\.number))
    for file in files.values { numbers.formUnion(file.changes.map(\.number)) }
    let moments = [0] + numbers.sorted()
    let moment = survival == .prefix ? moments[dice.below(moments.count)] : 0
    var survivors: [String: [UInt8]] = [:]
    for (path, number) in survivingNames(survival, moment, &dice).sorted(by: { $0.key < $1.key }) {
      guard let file = files[number] else { continue }
      survivors[path] =
        switch survival {
        case .nothing: file.durable
        case .prefix: file.durable(upTo: moment)
        case .anyOf(let sector): file.scattered(sector: sector, &dice) { .kept($0.next() % 4 < 3) }
        case .garbled: file.scattered(sector: 512, &dice) { Fate.any(&$0) }
        }
    }
    return survivors
  }

  private func survivingNames(_ survival: Survival, _ moment: Int, _ dice: inout Dice) -> [String: Int] {
    var cuts: [String: Int] = [:]
    var surviving = names
    for naming in namings {
      let directory = DiskEvent.directory(of: naming.path)
      let cut: Int
      switch survival {
      case .nothing: cut = 0
      case .prefix: cut = moment
      case .anyOf, .garbled:
        let last = namings.map(\.number).max() ?? 0
        cut = cuts[directory] ?? (dice.below(2) == 0 ? last : naming.number - 1 + dice.below(last - naming.number + 2))
        cuts[directory] = cut
      }
      if naming.number <= cut { surviving[naming.path] = naming.file }
    }
    return surviving
  }

  /// What becomes of one sector of one write.
  enum Fate {
    case kept(Bool)
    /// Only so many thousandths of it, from its beginning or its end.
    case torn(Int, fromEnd: Bool)
    case zeros
    case noise

    static func any(_ dice: inout Dice) -> Fate {
      switch dice.below(8) {
      case 0, 1, 2: .kept(true)
      case 3: .kept(false)
      case 4, 5: .torn(dice.below(1_000), fromEnd: dice.below(2) == 0)
      case 6: .zeros
      default: .noise
      }
    }
  }
}

extension DiskState.File {
  fileprivate func durable(upTo moment: Int) -> [UInt8] {
    var bytes = durable
    for change in changes where change.number <= moment { bytes.apply(change.what) }
    return bytes
  }

  /// The journal of the file system stands at some moment; of the writes that its length lets be seen, any sectors are there.
  fileprivate func scattered(
    sector size: Int, _ dice: inout Dice, fate: (inout Dice) -> DiskState.Fate
  ) -> [UInt8] {
    let moment = dice.below(2) == 0 ? changes.count : dice.below(changes.count + 1)
    var length = durable.count
    for change in changes[..<moment] {
      switch change.what {
      case .wrote(let start, let bytes): length = max(length, start + bytes.count)
      case .truncated(let size): length = size
      }
    }
    var bytes = durable
    scatter: for (position, change) in changes.enumerated() {
      switch change.what {
      case .truncated(let size):
        // What comes after a truncation that the journal does not have went to other blocks.
        guard position < moment else { break scatter }
        bytes.setLength(size)
      case .wrote(let start, let written):
        for sector in Sectors(from: start, count: written.count, size: size) {
          let new = written[sector.lowerBound - start..<sector.upperBound - start]
          switch fate(&dice) {
          case .kept(let isKept): if isKept { bytes.write(new, at: sector.lowerBound) }
          case .torn(let share, let fromEnd):
            let count = new.count * share / 1_000
            if fromEnd {
              bytes.write(new.suffix(count), at: sector.upperBound - count)
            } else {
              bytes.write(new.prefix(count), at: sector.lowerBound)
            }
          case .zeros: bytes.write([UInt8](repeating: 0, count: new.count)[...], at: sector.lowerBound)
          case .noise: bytes.write(new.map { _ in UInt8(truncatingIfNeeded: dice.next()) }[...], at: sector.lowerBound)
          }
        }
      }
    }
    bytes.setLength(length)
    return bytes
  }
}
