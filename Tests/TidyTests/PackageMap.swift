import Foundation

/// The rooms of Package.swift: where each lives and what it may import. Read from the text of the file, whose form is fixed:
/// `room("Name", knows: ["A", "B"])`, and likewise `platform`, `program`, `clibrary`, `rig`, `tests`.
struct PackageMap {
  struct Room: Equatable {
    let name: String
    let kind: String
    let folder: String
    let knows: Set<String>
  }

  let rooms: [Room]

  init(text: String) {
    let flat = text.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }.joined(separator: " ")
    rooms = flat.matches(
      of: /\b(room|platform|program|clibrary|rig|tests)\(\s*"(\w+)"([^)]*?(?:\([^)]*\)[^)]*?)*)\)/
    ).map { match in
      let (kind, name, rest) = (String(match.1), String(match.2), String(match.3))
      let list = rest.firstMatch(of: /knows:\s*\[([^\]]*)\]/).map { String($0.1) } ?? ""
      let knows = Set(list.matches(of: /"(\w+)"/).map { String($0.1) })
      let folder =
        switch kind {
        case "platform", "clibrary": "Sources/Platform/" + name
        case "rig", "tests": "Tests/" + name
        default: "Sources/" + name
        }
      return Room(name: name, kind: kind, folder: folder, knows: knows)
    }
  }

  /// What a room may import beside what it knows.
  static func always(_ room: Room) -> Set<String> {
    room.kind == "tests" ? ["Testing", "Foundation", "Glibc", "Synchronization"] : ["Glibc", "Synchronization"]
  }
}

extension SwiftFile {
  /// The modules this file imports, with their lines.
  var imports: [(line: Int, module: String)] {
    code.enumerated().filter { $0.element.has("import") }.compactMap { index, line in
      line.firstMatch(
        of:
          /^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|private|fileprivate)\s+)?import\s+(?:(?:struct|class|enum|protocol|func|typealias|var|let)\s+)?(\w+)/
      )
      .map { (index + 1, String($0.1)) }
    }
  }
}
