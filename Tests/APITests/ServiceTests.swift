import Foundation
import Glibc
import JSON
import Testing
import WalletAPI

@testable import API

/// The daemon itself: who may call, health, metrics, ids, backups.
@Suite struct `The service` {
  @Test(.enabled(if: geteuid() == 0, "only root can call as somebody else"))
  func `knows nobody but root and its own user, and stays open where it says so`() throws {
    let daemon = try Daemon()
    chmod(daemon.socketPath, 0o666)
    func status(_ path: String) throws -> (status: String, code: String) {
      let call = Process()
      call.executableURL = URL(filePath: "/usr/bin/setpriv")
      call.arguments = [
        "--reuid=65534", "--regid=65534", "--clear-groups", "curl", "-s", "-w", "\n%{http_code}", "--unix-socket",
        daemon.socketPath,
        "http://localhost" + path,
      ]
      let output = Pipe()
      call.standardOutput = output
      try call.run()
      let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      call.waitUntilExit()
      let lines = text.split(separator: "\n")
      return (String(lines.last ?? ""), try JSONValue.parse(String(lines.first ?? ""))["code"]?.stringValue ?? "–")
    }
    for path in ["/livez", "/readyz", "/openapi.json"] { #expect(try status(path).status == "200", "\(path)") }
    for path in ["/metrics", "/v1/tenants", "/v1/accounts", "/v1/head"] {
      #expect(try status(path) == ("401", "unauthenticated"), "\(path)")
    }
    #expect(try status("/v1/nothing") == ("404", "route_not_found"))
  }

  @Test func `refuses what too many requests wait before`() throws {
    let pool = WorkerPool(threads: 1, depth: 1)
    let (begun, mayEnd) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    #expect(
      pool.run {
        begun.signal()
        mayEnd.wait()
      })
    begun.wait()
    #expect(pool.run {})
    #expect(!pool.run {})
    mayEnd.signal()
    pool.stop()
    #expect(!pool.run {})
  }

  @Test func `asks for the tenant, by id or code`() throws {
    let daemon = try Daemon()
    let nameless = try Caller(daemon, tenant: nil).get("/v1/accounts")
    #expect(nameless.status == 400 && nameless.code == "tenant_required")
    let unknown = try Caller(daemon, tenant: "warung").get("/v1/accounts")
    #expect(unknown.status == 404 && unknown.code == "tenant_not_found")
    let id = try Caller(daemon).get("/v1/tenants/toko").text("id")
    #expect(try Caller(daemon, tenant: id).get("/v1/accounts").status == 200)
    #expect(try Caller(daemon).get("/v1/tenants/\(id)").text("code") == "toko")
  }

  @Test(arguments: [
    ("Walletd-Tenant", "toko", "warung"), ("walletd-tenant", "toko", "toko"), ("Content-Type", "application/json", "text/plain"),
    ("Authorization", "Bearer a", "Bearer b"),
  ])
  func `refuses a header that is there twice, whatever it says`(name: String, one: String, two: String) throws {
    let caller = Caller(try Daemon(), tenant: name.lowercased() == "walletd-tenant" ? nil : "toko")
    let before = caller.daemon.sequence()
    let reply = try caller.post(
      "/v1/accounts", #"{"code":"till","currency":"IDR","class":"asset"}"#, headers: ["\(name): \(one)", "\(name): \(two)"])
    #expect(reply.status == 400 && reply.code == "duplicate_header")
    #expect(reply.param.lowercased() == name.lowercased())
    #expect(caller.daemon.sequence() == before)
  }

  @Test func `is not ready while it stops, and lives`() throws {
    let caller = Caller(try Daemon())
    #expect(try caller.get("/readyz").text("status") == "ready")
    caller.daemon.setReady(false)
    let reply = try caller.get("/readyz")
    #expect(reply.status == 503 && reply.code == "not_ready" && reply.headers["retry-after"] == "1")
    #expect(try caller.get("/livez").status == 200)
  }

  @Test func `passes request ids and traces on, replacing what is malformed`() throws {
    let caller = Caller(try Daemon())
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    let named = try caller.get("/v1/nothing", headers: ["X-Request-Id: my.id-1", "traceparent: \(trace)"])
    #expect(named.headers["x-request-id"] == "my.id-1" && named.text("request_id") == "my.id-1")
    #expect(named.headers["traceparent"] == trace)
    let odd = try caller.get("/livez", headers: ["X-Request-Id: a b", "traceparent: 00-x"])
    #expect(odd.headers["x-request-id"]?.wholeMatch(of: /req_[0-9A-HJKMNP-TV-Z]{26}/) != nil)
    #expect(odd.headers["traceparent"] == nil)
  }

  @Test func `logs what it answered under the request's id and never a body`() throws {
    let caller = Caller(try Daemon())
    try caller.openBooks()
    _ = try caller.post(
      "/v1/transfers", #"{"debit":"wallet:alice","credit":"wallet:bob","amount":987654321}"#, headers: ["X-Request-Id: look-here"]
    )
    let lines = caller.daemon.events.all
    #expect(
      lines.contains {
        $0.contains("request_id=look-here") && $0.contains("code=insufficient_funds") && $0.contains("status=402")
      })
    #expect(!lines.contains { $0.contains("987654321") || $0.contains("wallet:alice") })
  }

  @Test func `counts for Prometheus`() throws {
    let caller = Caller(try Daemon())
    try caller.openBooks()
    let text = try caller.get("/metrics").body
    for line in [
      #"walletd_requests_total{operation="accounts.open",status="2xx"} 3"#, #"walletd_ledger_commands_total{tenant="toko"} 4"#,
      #"walletd_ledger_accounts{tenant="toko"} 3"#, #"walletd_ledger_up{tenant="toko"} 1"#, "walletd_ready 1",
    ] { #expect(text.contains(line + "\n"), "\(line)") }
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      #expect(line.wholeMatch(of: /[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? -?[0-9.]+/) != nil, "\(line)")
    }
  }

  @Test func `makes a backup once for each key, all of it or nothing`() throws {
    let caller = Caller(try Daemon())
    try caller.openBooks()
    let target = caller.daemon.folder + "/backup"
    let body = #"{"directory":"\#(target)"}"#
    let everything = Caller(caller.daemon, tenant: nil)
    let made = try everything.post("/v1/backups", body, key: "b")
    #expect(made.status == 201, "\(made.body)")
    let id = made["tenants"]?[0]?["id"]?.stringValue ?? ""
    for file in ["backup.json", "catalog.db", "tenants/\(id)/ledger.db", "tenants/\(id)/head.json"] {
      #expect(FileManager.default.fileExists(atPath: target + "/" + file), "\(file)")
    }
    #expect(made["tenants"]?[0]?["sequence"]?.integerValue == caller.daemon.sequence())
    let again = try everything.post("/v1/backups", body, key: "b")
    #expect(again.isReplay && again.body == made.body)
    let other = try everything.post("/v1/backups", body, key: "c")
    #expect(other.status == 409 && other.code == "backup_exists")
    let nowhere = try everything.post("/v1/backups", #"{"directory":"\#(target)/a/b"}"#)
    #expect(nowhere.status == 400 && nowhere.code == "directory_unusable")
    #expect(!FileManager.default.fileExists(atPath: target + ".partial"))
    let one = try caller.post("/v1/backups", #"{"directory":"\#(target)2"}"#)
    #expect(one.status == 201 && !FileManager.default.fileExists(atPath: target + "2/catalog.db"))

    // What was completed is remembered; what was refused, or answered from what was there, is not.
    let rows = try everything.get("/v1/audit?action=backup.made")["data"]?.arrayValue ?? []
    #expect(rows.map { $0["subject"]?.stringValue } == [target + "2", target])
    #expect(rows.map { $0["tenant"]?.stringValue } == [id, nil])
    #expect(try everything.get("/v1/audit?action=backup.requested")["data"]?.arrayValue?.count == 5)
  }

  @Test func `makes no backup inside its own data directory, whatever leads there`() throws {
    let caller = Caller(try Daemon(), tenant: nil)
    try Caller(caller.daemon).openBooks()
    let data = caller.daemon.folder + "/data"
    symlink(data + "/tenants", caller.daemon.folder + "/link")
    for target in [data + "/backup", data + "/tenants/backup", caller.daemon.folder + "/link/backup"] {
      let reply = try caller.post("/v1/backups", #"{"directory":"\#(target)"}"#)
      #expect(reply.status == 400 && reply.code == "directory_unusable" && reply.param == "directory", "\(target)")
      #expect(reply.text("detail").contains("inside the daemon's data directory"), "\(reply.body)")
      #expect(!FileManager.default.fileExists(atPath: target) && !FileManager.default.fileExists(atPath: target + ".partial"))
    }
    #expect(try caller.post("/v1/backups", #"{"directory":"\#(data)-copy"}"#).status == 201, "a name that only begins alike")
  }

  @Test func `says what an unfinished backup is that stands in the way, and leaves it alone`() throws {
    let caller = Caller(try Daemon(), tenant: nil)
    let target = caller.daemon.folder + "/backup"
    try Caller(caller.daemon).openBooks()
    mkdir(target + ".partial", 0o700)
    let reply = try caller.post("/v1/backups", #"{"directory":"\#(target)"}"#)
    #expect(reply.status == 409 && reply.code == "backup_exists" && reply.param == "directory", "\(reply.body)")
    #expect(reply.text("detail").contains("'\(target).partial'") && reply.text("detail").contains("delete it"))
    #expect(FileManager.default.fileExists(atPath: target + ".partial"))
    rmdir(target + ".partial")
    #expect(try caller.post("/v1/backups", #"{"directory":"\#(target)"}"#).status == 201)
  }

  @Test func `answers HEAD like GET, without the body`() throws {
    let caller = Caller(try Daemon())
    let bytes = try caller.send("HEAD /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    let reply = try #require(Reply(bytes))
    #expect(reply.status == 200 && reply.body.isEmpty && reply.headers["content-length"] == "15")
  }

  @Test func `says of a ledger that could not be opened that it does not serve, not that there is no such tenant`() throws {
    let folder: String
    do {
      let daemon = try Daemon()
      try Caller(daemon).openBooks()
      folder = daemon.leave()
    }
    let tenants = folder + "/data/tenants"
    for tenant in try FileManager.default.contentsOfDirectory(atPath: tenants) {
      try FileManager.default.removeItem(atPath: "\(tenants)/\(tenant)/ledger.db")
    }
    let caller = Caller(try Daemon(in: folder))
    for reply in [
      try caller.get("/v1/accounts"), try caller.post("/v1/accounts", #"{"code":"x","currency":"IDR","class":"asset"}"#),
    ] {
      #expect(reply.status == 503 && reply.code == "ledger_fenced", "\(reply.body)")
      #expect(reply.text("detail").contains("the daemon's log says why"))
    }
    #expect(try Caller(caller.daemon, tenant: "nobody").get("/v1/accounts").status == 404)
  }
}
