import Foundation
import JSON
import LedgerCore
import SQLite
import Sodium
import Storage
import Tenancy
import Testing
import Vault
import WalletAPI

@testable import API

/// The vault's states and keys over the socket.
@Suite struct `The vault` {
  private static let passphrase = "correct horse battery staple"

  @Test func `is absent until it has a key, and the ledgers run on`() throws {
    let daemon = try Daemon(withKey: false)
    let caller = Caller(daemon)
    #expect(try caller.get("/v1/vault").text("state") == "absent")
    let refused = try caller.post("/v1/payment_methods", `Payment methods`.card())
    #expect(refused.status == 503 && refused.code == "vault_absent" && refused.headers["retry-after"] == nil)
    #expect(try caller.get("/v1/payment_methods").code == "vault_absent")
    #expect(try caller.post("/v1/vault/seal", key: nil).code == "vault_absent")
    #expect(try caller.post("/v1/vault/unseal", key: nil).code == "vault_absent")
    try caller.openBooks()
    let made = try caller.post("/v1/vault/init", key: nil)
    #expect(made.status == 201 && made.text("state") == "unsealed" && made.text("key").hasPrefix("kek_"))
    #expect(try caller.post("/v1/vault/init", key: nil).code == "vault_key_exists")
    #expect(try caller.post("/v1/payment_methods", `Payment methods`.card()).status == 201)
  }

  @Test func `sealed answers 503 where it is needed, and opens with its passphrase only`() throws {
    let daemon = try Daemon(withKey: false)
    let caller = Caller(daemon)
    #expect(try caller.post("/v1/vault/init", #"{"passphrase":"short"}"#, key: nil).code == "invalid_value")
    #expect(try caller.post("/v1/vault/init", #"{"passphrase":"\#(Self.passphrase)"}"#, key: nil).status == 201)
    let token = try caller.post("/v1/payment_methods", `Payment methods`.card()).text("id")
    let sealed = try caller.post("/v1/vault/seal", key: nil)
    #expect(sealed.status == 200 && sealed.text("state") == "sealed" && sealed["key"] == JSONValue.null)
    for reply in [
      try caller.get("/v1/payment_methods/\(token)"), try caller.get("/v1/payment_methods"),
      try caller.post("/v1/payment_methods/\(token)/reveal", key: nil),
      try caller.post("/v1/payment_methods", `Payment methods`.card()),
      try caller.post("/v1/vault/rotate_data_key", key: nil),
    ] { #expect(reply.status == 503 && reply.code == "vault_sealed") }
    try caller.openBooks()
    let wrong = try caller.post("/v1/vault/unseal", #"{"passphrase":"wrong horse battery staple"}"#, key: nil)
    #expect(wrong.status == 403 && wrong.code == "passphrase_wrong" && !wrong.body.contains("horse"))
    #expect(try caller.post("/v1/vault/unseal", key: nil).code == "missing_field")
    for act in ["unseal", "rotate"] {
      #expect(try caller.post("/v1/vault/\(act)", #"{"passphrase":"00000000000"}"#, key: nil).code == "invalid_value")
    }
    #expect(try caller.post("/v1/vault/unseal", #"{"password":"x"}"#, key: nil).code == "unknown_field")
    #expect(try caller.post("/v1/vault/unseal", #"{"passphrase":"\#(Self.passphrase)"}"#, key: nil).text("state") == "unsealed")
    #expect(try caller.post("/v1/payment_methods/\(token)/reveal", key: nil)["card"]?["number"] == "4111111111111111")
    let acts = try daemon.directory.auditRecords(AuditFilter(), before: nil, limit: 20).map(\.action)
    for act in ["vault.initialised", "vault.sealed", "vault.unseal_refused", "vault.unsealed"] { #expect(acts.contains(act)) }
    for event in daemon.events.all { #expect(!event.contains("horse")) }
  }

  @Test func `goes over to new keys while it serves, and destroys the old ones`() throws {
    let daemon = try Daemon()
    let caller = Caller(daemon)
    var tokens: [String] = []
    for _ in 0..<100 { tokens.append(try caller.post("/v1/payment_methods", `Payment methods`.card()).text("id")) }
    let before = try caller.get("/v1/vault").text("key")
    #expect(try caller.post("/v1/vault/rotate_data_key", key: nil).status == 202)
    let old = try Self.until {
      try caller.get("/v1/vault/data_keys")
    } holds: {
      $0["rotation"]?["is_under_way"] == false
    }
    let states = (old["data"]?.arrayValue ?? []).map { "\($0["purpose"]?.stringValue ?? "") \($0["state"]?.stringValue ?? "")" }
    #expect(states.sorted() == ["index active", "records active", "records destroyed"])
    #expect(try caller.post("/v1/vault/rotate", key: nil).status == 202)
    let done = try Self.until {
      try caller.get("/v1/vault")
    } holds: {
      $0["retiring_key"] == .null
    }
    #expect(done.text("key") != before && done["rotation"]?["trouble"] == .null)
    for token in [tokens[0], tokens[50], tokens[99]] {
      #expect(try caller.post("/v1/payment_methods/\(token)/reveal", key: nil)["card"]?["number"] == "4111111111111111")
    }
    #expect(!FileManager.default.fileExists(atPath: daemon.folder + "/data/keys/kek.old"))
  }

  private static func until(_ ask: () throws -> Reply, holds: (Reply) -> Bool) throws -> Reply {
    for _ in 0..<2_000 {
      let reply = try ask()
      if holds(reply) { return reply }
      poll(nil, 0, 5)
    }
    return try #require(nil, "it takes too long")
  }

  /// The file of one tenant in the place of another's, and one that was cut: named problems, and nothing served.
  @Test(arguments: ["another tenant's", "truncated", "empty"])
  func `does not serve a file that is not the tenant's own`(kind: String) throws {
    var folder = ""
    var token = ""
    do {
      let daemon = try Daemon()
      _ = try daemon.directory.create(code: "warung", name: "Warung", key: "2")
      token = try Caller(daemon).post("/v1/payment_methods", `Payment methods`.card()).text("id")
      _ = try Caller(daemon, tenant: "warung").post("/v1/payment_methods", `Payment methods`.card("5555555555554444"))
      let ids = ["toko", "warung"].map { daemon.directory.tenant($0)?.id.text ?? "" }
      folder = daemon.leave()
      let files = ids.map { "\(folder)/data/tenants/\($0)/vault.db" }
      switch kind {
      case "truncated": #expect(truncate(files[0], 9_000) == 0)
      case "empty": #expect(truncate(files[0], 0) == 0)
      default:
        try FileManager.default.removeItem(atPath: files[0])
        try FileManager.default.copyItem(atPath: files[1], toPath: files[0])
      }
    }
    let caller = Caller(try Daemon(in: folder))
    for reply in [
      try caller.get("/v1/payment_methods/\(token)"), try caller.get("/v1/payment_methods"),
      try caller.post("/v1/payment_methods/\(token)/reveal", key: nil),
      try caller.post("/v1/payment_methods", `Payment methods`.card()),
    ] { #expect(reply.status == 503 && reply.code == "vault_fenced" && !reply.body.contains("555555"), "\(reply.body)") }
    #expect(try Caller(caller.daemon, tenant: "warung").get("/v1/payment_methods")["data"]?.arrayValue?.count == 1)
    try caller.openBooks()
  }

  @Test func `that is gone is named, and no new one takes its place`() throws {
    var (folder, token, id) = ("", "", "")
    do {
      let daemon = try Daemon()
      token = try Caller(daemon).post("/v1/payment_methods", `Payment methods`.card()).text("id")
      id = try #require(daemon.directory.tenant("toko")).id.text
      folder = daemon.leave()
    }
    let file = "\(folder)/data/tenants/\(id)/vault.db"
    try FileManager.default.moveItem(atPath: file, toPath: folder + "/elsewhere")
    let caller = Caller(try Daemon(in: folder))
    for reply in [
      try caller.get("/v1/payment_methods/\(token)"), try caller.get("/v1/payment_methods"),
      try caller.post("/v1/payment_methods/\(token)/reveal", key: nil),
      try caller.post("/v1/payment_methods", `Payment methods`.card()), try caller.get("/v1/vault/data_keys"),
      try caller.post("/v1/backups", #"{"directory":"\#(folder)/backup"}"#),
    ] {
      #expect(reply.status == 503 && reply.code == "vault_fenced" && reply.body.contains("vault.db is missing"), "\(reply.body)")
    }
    try caller.openBooks()
    try FileManager.default.moveItem(atPath: folder + "/elsewhere", toPath: file)
    #expect(try caller.post("/v1/payment_methods/\(token)/reveal", key: nil).status == 200)
    let metrics = try caller.get("/metrics").body
    for line in ["walletd_open_vaults 1", "walletd_open_vaults_bound 200", "walletd_vault_opens_total 1"] {
      #expect(metrics.contains("\n\(line)\n"), "\(line)")
    }
  }

  /// A start knows nothing of a rotation of a key that is under a passphrase: the old key is under it too.
  @Test func `under a passphrase goes on with a rotation that was cut off when it is unsealed`() throws {
    var (folder, token) = ("", "")
    do {
      let daemon = try Daemon(withKey: false)
      let caller = Caller(daemon)
      #expect(try caller.post("/v1/vault/init", #"{"passphrase":"\#(Self.passphrase)"}"#, key: nil).status == 201)
      token = try caller.post("/v1/payment_methods", `Payment methods`.card()).text("id")
      _ = try daemon.ring.beginRotation(passphrase: SecretBytes(copying: Array(Self.passphrase.utf8)))
      folder = daemon.leave()
    }
    let caller = Caller(try Daemon(in: folder))
    #expect(try caller.get("/v1/vault").text("state") == "sealed")
    #expect(FileManager.default.fileExists(atPath: folder + "/data/keys/kek.sealed.old"))
    #expect(try caller.post("/v1/vault/unseal", #"{"passphrase":"\#(Self.passphrase)"}"#, key: nil).status == 200)
    let done = try Self.until {
      try caller.get("/v1/vault")
    } holds: {
      $0["rotation"]?["is_under_way"] == false
    }
    #expect(done["retiring_key"] == .null && done["rotation"]?["tenants_done"] == 1 && done["rotation"]?["tenants"] == 1)
    #expect(!FileManager.default.fileExists(atPath: folder + "/data/keys/kek.sealed.old"))
    #expect(try caller.post("/v1/payment_methods/\(token)/reveal", key: nil).status == 200)
  }

  @Test func `is copied by a backup, sealed, and opens again with the same key; alone it is refused as an older file`() throws {
    var (folder, token, later, id) = ("", "", "", "")
    do {
      let daemon = try Daemon()
      let caller = Caller(daemon)
      token = try caller.post("/v1/payment_methods", `Payment methods`.card()).text("id")
      let made = try Caller(daemon, tenant: nil).post("/v1/backups", #"{"directory":"\#(daemon.folder)/backup"}"#)
      #expect(made.status == 201 && made["tenants"]?.arrayValue?.first?["vault"] == true)
      later = try caller.post("/v1/payment_methods", `Payment methods`.card("5555555555554444")).text("id")
      id = try #require(daemon.directory.tenant("toko")).id.text
      folder = daemon.leave()
    }
    let (file, copy) = ("\(folder)/data/tenants/\(id)/vault.db", "\(folder)/backup/tenants/\(id)/vault.db")
    #expect(try Data(contentsOf: URL(filePath: copy)).range(of: Data("4111111111111111".utf8)) == nil)
    try FileManager.default.removeItem(atPath: file)
    try FileManager.default.copyItem(atPath: copy, toPath: file)
    do {
      // The catalogue is the newer one, and keeps a head of what is missing here.
      let daemon = try Daemon(in: folder)
      let refused = try Caller(daemon).post("/v1/payment_methods/\(token)/reveal", key: nil)
      #expect(refused.status == 503 && refused.code == "vault_fenced" && refused.body.contains("row 2 of its audit trail"))
      #expect(try Caller(daemon).get("/v1/audit?trail=vault&tenant=toko").code == "vault_fenced")
      folder = daemon.leave()
    }
    try FileManager.default.removeItem(atPath: folder + "/data/catalog.db")
    try FileManager.default.copyItem(atPath: folder + "/backup/catalog.db", toPath: folder + "/data/catalog.db")
    let restored = Caller(try Daemon(in: folder))
    #expect(try restored.post("/v1/payment_methods/\(token)/reveal", key: nil)["card"]?["number"] == "4111111111111111")
    #expect(try restored.get("/v1/payment_methods/\(later)").code == "payment_method_not_found")
  }

  @Test func `lists no keys where the tenant has none yet`() throws {
    let caller = Caller(try Daemon())
    #expect(try caller.get("/v1/vault/data_keys")["data"]?.arrayValue?.isEmpty == true)
    #expect(try caller.post("/v1/vault/rotate_data_key", key: nil).status == 202)
    #expect(try caller.get("/v1/payment_methods/tok_01ARZ3NDEKTSV4RRFFQ69G5FAV").code == "payment_method_not_found")
  }
}

/// What lies in a tenant's vault file, from outside.
enum VaultRows {
  static func texts(_ daemon: Daemon, _ query: String, tenant: String = "toko") throws -> [String] {
    let id = try #require(daemon.directory.tenant(tenant)).id.text
    let connection = try Connection(path: "\(daemon.folder)/data/tenants/\(id)/vault.db", mode: .readOnly)
    let statement = try connection.prepare(query)
    var rows: [String] = []
    while try statement.step() { rows.append(statement.text(0)) }
    return rows
  }
}

@Suite struct `Base64 in protected memory` {
  @Test func `is what everybody else writes`() {
    for count in 0...40 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count) }
      var text: [UInt8] = []
      bytes.withUnsafeBytes { Base64.append($0, to: &text) }
      #expect(String(decoding: text, as: UTF8.self) == Data(bytes).base64EncodedString())
      if let back = Base64.decode(SecretBytes(copying: text)) {
        #expect(back.withBytes { Array($0) } == bytes)
      } else {
        #expect(count == 0)
      }
    }
  }
}
