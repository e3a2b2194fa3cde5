// swift-tools-version: 6.2
//
// The rooms of the house and the arrows between them. A target lists exactly what it may import;
// `swift build --explicit-target-dependency-import-check error` refuses anything else, and

import PackageDescription

/// Every room is compiled under the same rules (docs/adr/0002-strict-settings.md).
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
  .unsafeFlags(["-cross-module-optimization", "-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

func room(_ name: String, knows: [Target.Dependency] = [], in folder: String? = nil, embeds: [Resource]? = nil) -> Target {
  .target(name: name, dependencies: knows, path: "Sources/" + (folder ?? name), resources: embeds, swiftSettings: strict)
}

func platform(_ name: String, knows: [Target.Dependency] = []) -> Target {
  room(name, knows: knows, in: "Platform/" + name)
}

func clibrary(_ name: String, pkgConfig: String? = nil, apt: String) -> Target {
  .systemLibrary(name: name, path: "Sources/Platform/" + name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

func program(_ name: String, knows: [Target.Dependency]) -> Target {
  .executableTarget(name: name, dependencies: knows, path: "Sources/" + name, swiftSettings: strict)
}

func tests(_ name: String, knows: [Target.Dependency], without: [String] = []) -> Target {
  .testTarget(name: name, dependencies: knows, path: "Tests/" + name, exclude: without, swiftSettings: strict)
}

/// What several rooms of tests share; no program knows it.
func rig(_ name: String, knows: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: knows, path: "Tests/" + name, swiftSettings: strict)
}

let package = Package(
  name: "walletd",
  targets: [
    // Programs
    program(
      "walletd",
      knows: [
        "API", "WalletAPI", "Storage", "Tenancy", "Vault", "Payments", "Providers", "LedgerCore", "HTTPServer", "HTTPClient",
        "JSON", "Sodium", "Systemd", "Threads", "CLinux",
      ]),
    program(
      "walletctl",
      knows: [
        "WalletClient", "WalletAPI", "Audit", "QRIS", "JSON", "LedgerCore", "Tenancy", "QRCode", "Sodium", "Terminal", "Threads",
        "CLinux",
      ]),
    program("walletbench", knows: ["Storage", "Vault", "Tenancy", "LedgerCore", "SQLite", "Sodium", "Threads", "CLinux"]),
    program(
      "walletsim", knows: ["API", "Audit", "Storage", "Tenancy", "LedgerCore", "HTTPServer", "JSON", "LyingDisk"]),
    program("pspsim", knows: ["QRIS", "LedgerCore", "HTTPServer", "JSON", "QRCode", "Sodium", "Threads", "CLinux"]),

    // Faces
    room(
      "API",
      knows: ["WalletAPI", "Tenancy", "Events", "Vault", "Payments", "LedgerCore", "HTTPServer", "JSON", "Sodium", "Threads"]),
    room("WalletClient", knows: ["WalletAPI", "JSON"]),
    room("WalletAPI", knows: ["JSON", "Tenancy", "Events"]),

    // The house
    room("Tenancy", knows: ["LedgerCore"]),
    room("Events", knows: ["LedgerCore", "Tenancy", "JSON"]),
    room("Audit", knows: ["LedgerCore", "SQLite", "Sodium"]),
    room("Vault", knows: ["LedgerCore", "Tenancy", "Sodium"]),
    room(
      "Storage", knows: ["LedgerCore", "Tenancy", "Vault", "JSON", "SQLite", "Sodium", "Threads"],
      embeds: [.embedInCode("Migrations")]),
    room("LedgerCore"),
    room("Payments", knows: ["LedgerCore", "JSON"]),
    room("Providers", knows: ["Payments", "LedgerCore", "JSON", "Sodium"]),
    room("QRIS"),

    // One wrapper per C library, and what the standard library lacks
    platform("HTTPClient", knows: ["CCurl", "Threads"]),
    platform("HTTPServer", knows: ["CLinux"]),
    platform("JSON"),
    platform("QRCode", knows: ["CQRencode", "CZlib"]),
    platform("SQLite", knows: ["CSQLite"]),
    platform("Sodium", knows: ["CSodium", "CLinux"]),
    platform("Systemd", knows: ["CSystemd"]),
    platform("Terminal", knows: ["CNcurses"]),
    platform("Threads", knows: ["CLinux"]),
    clibrary("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
    clibrary("CLinux", apt: "libc6-dev"),
    // Its pkg-config names definitions that SwiftPM forbids and glibc does not need.
    clibrary("CNcurses", apt: "libncurses-dev"),
    clibrary("CQRencode", pkgConfig: "libqrencode", apt: "libqrencode-dev"),
    clibrary("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
    clibrary("CSodium", pkgConfig: "libsodium", apt: "libsodium-dev"),
    clibrary("CSystemd", pkgConfig: "libsystemd", apt: "libsystemd-dev"),
    clibrary("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),

    // Tests
    rig("LyingDisk", knows: ["CSQLite"]),
    tests(
      "DiskTests",
      knows: [
        "LyingDisk", "API", "Audit", "HTTPServer", "JSON", "LedgerCore", "SQLite", "Sodium", "Storage", "Tenancy", "Vault",
      ]),
    tests("SodiumTests", knows: ["Sodium"]),
    tests("VaultTests", knows: ["Vault", "LedgerCore", "Sodium"]),
    tests("StorageTests", knows: ["Storage", "Vault", "LedgerCore", "Tenancy", "SQLite", "Sodium"]),
    tests("LedgerCoreTests", knows: ["LedgerCore"]),
    tests("PaymentsTests", knows: ["Payments", "Storage", "Tenancy", "LedgerCore"]),
    tests("ProvidersTests", knows: ["Providers", "Payments", "LedgerCore"]),
    tests("QRISTests", knows: ["QRIS"]),
    tests("QRCodeTests", knows: ["QRCode"]),
    tests("TenancyTests", knows: ["Tenancy", "LedgerCore"]),
    tests("EventsTests", knows: ["Events", "Tenancy", "LedgerCore"]),
    tests("TidyTests", knows: []),
    tests("EndToEndTests", knows: ["Audit", "JSON", "SQLite", "Threads", "CLinux"], without: ["Terminal/Frames"]),
    tests("JSONTests", knows: ["JSON"]),
    tests(
      "Fuzz",
      knows: [
        "API", "HTTPServer", "JSON", "LedgerCore", "QRIS", "Storage", "Tenancy", "WalletAPI", "WalletClient", "walletctl",
        "walletd",
      ], without: ["Driver", "corpus", "crashes", "dictionaries"]),
    tests("ManualTests", knows: ["walletctl", "walletd", "WalletAPI", "LedgerCore"]),
    tests("WalletdTests", knows: ["walletd", "API", "HTTPServer", "Storage"]),
    tests(
      "APITests",
      knows: [
        "API", "WalletAPI", "WalletClient", "Tenancy", "Events", "Vault", "Payments", "Storage", "LedgerCore", "HTTPServer",
        "JSON", "Sodium", "SQLite", "Threads",
      ]),
    tests("HTTPClientTests", knows: ["HTTPClient", "HTTPServer"]),
    tests("HTTPServerTests", knows: ["HTTPServer"]),
    tests("TerminalTests", knows: ["Terminal"]),
    tests("SimulationTests", knows: ["walletsim"]),
    tests("WalletbenchTests", knows: ["walletbench"]),
    tests("PspsimTests", knows: ["pspsim", "HTTPServer", "JSON", "LedgerCore", "QRIS", "Threads"]),
    tests("AuditTests", knows: ["Audit", "LedgerCore", "SQLite", "Sodium", "Storage", "Tenancy"]),
    tests("WalletClientTests", knows: ["WalletClient", "WalletAPI", "JSON"]),
    tests(
      "WalletctlTests",
      knows: [
        "walletctl", "WalletAPI", "WalletClient", "LedgerCore", "JSON", "QRCode", "Sodium", "Storage", "Tenancy", "Terminal",
      ],
      without: ["TUI/Frames"]),
  ],
  swiftLanguageModes: [.v6]
)

// What etc/fuzz builds instead of the tests: one program that libFuzzer drives. It tests rooms, so programs become rooms, without
// their `main`.
if Context.environment["WALLETD_FUZZ"] != nil {
  package.targets = package.targets.compactMap { target in
    switch target.type {
    case .executable:
      .target(
        name: target.name, dependencies: target.dependencies, path: target.path, exclude: ["Main.swift"], swiftSettings: strict)
    case .test where target.name == "Fuzz":
      .executableTarget(
        name: "walletfuzz", dependencies: target.dependencies, path: target.path,
        exclude: ["Replay", "corpus", "crashes", "dictionaries"], swiftSettings: strict)
    case .test: nil
    default: target
    }
  }
}
