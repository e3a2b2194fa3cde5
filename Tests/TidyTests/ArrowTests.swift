import Testing

/// Who may import whom.
@Suite struct `Arrows` {
  static func map() throws -> PackageMap { PackageMap(text: try Repository.here.text("Package.swift")) }

  @Test func `each file imports only what Package.swift lets its room know, C modules included`() throws {
    for room in try Arrows.map().rooms where room.kind != "clibrary" {
      let allowed = room.knows.union(PackageMap.always(room))
      for file in try Repository.here.swiftFiles(under: room.folder) {
        for found in file.imports where !allowed.contains(found.module) {
          Issue.record("\(file.path):\(found.line): \(room.name) does not know \(found.module)")
        }
      }
    }
  }

  @Test func `each room imports what it says it knows`() throws {
    for room in try Arrows.map().rooms where room.kind != "clibrary" {
      let imported = Set(try Repository.here.swiftFiles(under: room.folder).flatMap(\.imports).map(\.module))
      #expect(room.knows.subtracting(imported).isEmpty, "\(room.name) has no use for all it knows")
    }
  }

  @Test func `ARCHITECTURE.md draws the arrows of Package.swift`() throws {
    let drawn = try Repository.here.text("ARCHITECTURE.md").matches(of: /(?m)^\| `(\w+)` \|[^|]*\|([^|]*)\|$/)
    let table = Dictionary(
      uniqueKeysWithValues: drawn.map { row in (String(row.1), Set(row.2.matches(of: /\w+/).map { String($0.0) })) })
    let rooms = try Arrows.map().rooms.filter { !["tests", "rig", "clibrary"].contains($0.kind) }
    #expect(Set(table.keys) == Set(rooms.map(\.name)))
    for room in rooms { #expect(table[room.name] == room.knows, "\(room.name)") }
  }

  @Test func `no circle can be walked`() throws {
    var left = Dictionary(uniqueKeysWithValues: try Arrows.map().rooms.map { ($0.name, $0.knows) })
    while let leaf = left.first(where: { $0.value.isEmpty })?.key {
      left[leaf] = nil
      for name in left.keys { left[name]?.remove(leaf) }
    }
    #expect(left.isEmpty, "a circle, or an unknown room: \(left)")
  }

  @Test func `every folder of Sources and Tests is a room`() throws {
    let rooms = try Arrows.map().rooms
    for path in Repository.here.paths(under: "Sources", ending: [".swift", ".modulemap", ".sql"])
      + Repository.here.paths(under: "Tests", ending: [".swift"])
    {
      #expect(rooms.contains { path.hasPrefix($0.folder + "/") }, "\(path) belongs to no room")
    }
  }

  @Test func `the daemon's rules see nothing, the command line sees no engine`() throws {
    let rooms = Dictionary(uniqueKeysWithValues: try Arrows.map().rooms.map { ($0.name, $0.knows) })
    func reach(_ name: String) -> Set<String> {
      (rooms[name] ?? []).reduce(into: rooms[name] ?? []) { $0.formUnion(reach($1)) }
    }
    #expect(reach("LedgerCore").isEmpty)
    // Roles and permissions are words of the wire too; Tenancy itself touches nothing.
    #expect(rooms["Tenancy"] == ["LedgerCore"])
    #expect(reach("walletctl").isDisjoint(with: ["Storage", "API", "HTTPServer"]))
    #expect(reach("API").isDisjoint(with: ["Storage", "SQLite", "CSQLite", "Audit"]))
    #expect(reach("Audit").isDisjoint(with: ["Storage", "Tenancy", "API"]))
  }

  @Test func `the map is read as it is written`() {
    let map = PackageMap(
      text: """
        room("A"),
        program(
          "p",
          knows: ["A", "B"]),
        // room("C", knows: ["A"]),
        room("S", knows: ["A"], embeds: [.embedInCode("Migrations")]),
        platform("B", knows: ["CB"]),
        clibrary("CB", pkgConfig: "b", apt: "libb-dev"),
        tests("ATests", knows: ["A"]),
        """)
    #expect(map.rooms.map(\.name) == ["A", "p", "S", "B", "CB", "ATests"])
    #expect(map.rooms.map(\.knows) == [[], ["A", "B"], ["A"], ["CB"], [], ["A"]])
    #expect(map.rooms[3].folder == "Sources/Platform/B")
  }

  @Test(
    arguments: [
      ("import Glibc", "Glibc"), ("package import LedgerCore", "LedgerCore"), ("@testable import Storage", "Storage"),
      ("import struct Foundation.Date", "Foundation"), ("  internal import CLinux", "CLinux"),
      ("@preconcurrency private import JSON", "JSON"),
    ])
  func `every form of import is seen`(line: String, module: String) {
    #expect(SwiftFile(path: "A.swift", text: line).imports.map(\.module) == [module])
    #expect(SwiftFile(path: "A.swift", text: "// \(line)\nlet important = 1").imports.isEmpty)
  }
}
