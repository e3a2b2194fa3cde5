import Foundation
import JSON
import Storage
import Tenancy
import Testing
import Vault
import WalletAPI

@testable import API

/// Who did what to payment methods, over the socket.
@Suite struct `The trail of a vault` {
  /// A daemon with two tenants, a payment method of each, and a reveal of the first.
  private func stand() throws -> (root: Caller, toko: Caller, token: String) {
    let daemon = try Daemon()
    _ = try daemon.directory.create(code: "warung", name: "Warung", key: "2")
    let toko = Caller(daemon)
    let token = try toko.post("/v1/payment_methods", `Payment methods`.card()).text("id")
    _ = try Caller(daemon, tenant: "warung").post("/v1/payment_methods", `Payment methods`.card("5555555555554444"))
    let revealed = try toko.post(
      "/v1/payment_methods/\(token)/reveal", #"{"reason":"a dispute"}"#, key: nil, headers: ["X-Request-Id: why-1"])
    #expect(revealed.status == 200, "\(revealed.body)")
    return (Caller(daemon, tenant: nil), toko, token)
  }

  private func actions(_ reply: Reply) -> [String] { (reply["data"]?.arrayValue ?? []).compactMap { $0["action"]?.stringValue } }

  @Test func `is listed for its tenant, by page and by filter, and is not the daemon's own`() throws {
    let (root, _, token) = try stand()
    let rows = try root.get("/v1/audit?trail=vault&tenant=toko")
    #expect(actions(rows) == ["payment_method.revealed", "payment_method.created"], "\(rows.body)")
    let reveal = try #require(rows["data"]?[0])
    #expect(reveal["subject"]?.stringValue == token && reveal["request_id"] == "why-1" && reveal["sequence"] == 2)
    #expect(reveal["after"]?["reason"] == "a dispute", "\(rows.body)")
    #expect(reveal["actor"]?.stringValue?.hasPrefix("uid:\(geteuid()) pid:\(getpid())") == true)
    #expect(!rows.body.contains("4111111111111111"))
    let id = try root.get("/v1/tenants/toko").text("id")
    #expect(reveal["tenant"]?.stringValue == id)
    #expect(try root.get("/v1/audit?trail=vault&tenant=\(id)").stored == rows.stored)
    #expect(try actions(root.get("/v1/audit?trail=vault&tenant=warung")) == ["payment_method.created"])
    #expect(try !actions(root.get("/v1/audit?tenant=toko")).contains("payment_method.revealed"))
    #expect(try root.get("/v1/audit?trail=catalog").stored == (try root.get("/v1/audit").stored))

    let first = try root.get("/v1/audit?trail=vault&tenant=toko&limit=1")
    #expect(actions(first) == ["payment_method.revealed"] && first["has_more"] == true)
    let next = try root.get("/v1/audit?trail=vault&tenant=toko&limit=1&cursor=\(first.text("cursor"))")
    #expect(actions(next) == ["payment_method.created"] && next["has_more"] == false)
    func count(_ query: String) throws -> Int { try actions(root.get("/v1/audit?trail=vault&tenant=toko&" + query)).count }
    #expect(try count("action=payment_method.revealed") == 1 && count("action=tenant.created") == 0)
    #expect(try count("actor=daemon") == 0 && count("from=2100-01-01T00:00:00Z") == 0 && count("to=2100-01-01T00:00:00Z") == 2)
  }

  @Test func `needs the tenant, and one that is there`() throws {
    let (root, _, _) = try stand()
    for path in ["/v1/audit", "/v1/audit/head"] {
      for (query, status, code, param) in [
        ("?trail=vault", 400, "tenant_required", "tenant"), ("?trail=vault&tenant=nobody", 404, "tenant_not_found", "tenant"),
        ("?trail=vault&tenant=ten_01KE0000000000000000000000", 404, "tenant_not_found", "tenant"),
        ("?trail=ledger&tenant=toko", 400, "invalid_value", "trail"),
      ] {
        let reply = try root.get(path + query)
        #expect(reply.status == status && reply.code == code && reply.param == param, "\(path)\(query): \(reply.body)")
      }
    }
    #expect(try root.get("/v1/audit/head?tenant=toko").code == "contradiction")
  }

  @Test func `has a signed head that stands still while nothing is written`() throws {
    let (root, toko, token) = try stand()
    let id = try root.get("/v1/tenants/toko").text("id")
    let path = "/v1/audit/head?trail=vault&tenant=toko"
    let head = try root.get(path)
    #expect(head.text("trail") == "vault \(id)" && head.number("sequence") == 2)
    #expect(head.text("seal") == (try root.get("/v1/audit?trail=vault&tenant=toko&limit=1")["data"]?[0]?["seal"]?.stringValue))
    #expect(try root.get(path).stored == head.stored)
    _ = try toko.post("/v1/payment_methods/\(token)/reveal", key: nil)
    #expect(try root.get(path).number("sequence") == 3)
    #expect(try root.get("/v1/audit/head").text("trail") == "catalog")
  }

  @Test func `is read without the key`() throws {
    let (root, toko, token) = try stand()
    #expect(try root.post("/v1/vault/seal", key: nil).status == 200)
    #expect(try toko.post("/v1/payment_methods/\(token)/reveal", key: nil).code == "vault_sealed")
    #expect(try actions(root.get("/v1/audit?trail=vault&tenant=toko")).count == 2)
    #expect(try root.get("/v1/audit/head?trail=vault&tenant=toko").number("sequence") == 2)
  }

  @Test func `is empty where there is no vault, and none is made`() throws {
    let daemon = try Daemon(withKey: false)
    let root = Caller(daemon, tenant: nil)
    let rows = try root.get("/v1/audit?trail=vault&tenant=toko")
    #expect(rows.status == 200 && rows["data"] == [] && rows["has_more"] == false)
    let head = try root.get("/v1/audit/head?trail=vault&tenant=toko")
    #expect(head.number("sequence") == 0 && head.text("seal").count == 64)
    #expect(daemon.vaults.openVaults.opens == 0)
  }

  @Test func `went with a tenant that was deleted`() throws {
    let (root, _, _) = try stand()
    let id = try root.get("/v1/tenants/toko").text("id")
    _ = try root.post("/v1/tenants", #"{"code":"kios","name":"K","mode":"test"}"#)
    _ = try Caller(root.daemon, tenant: "kios").post("/v1/payment_methods", `Payment methods`.card("4242424242424242"))
    let kios = try root.get("/v1/tenants/kios").text("id")
    #expect(try root.get("/v1/audit/head?trail=vault&tenant=kios").number("sequence") == 1)
    _ = try root.post("/v1/tenants/kios/close")
    #expect(try root.post("/v1/tenants/kios/delete", #"{"confirm":"kios"}"#).status == 200)
    #expect(try root.get("/v1/audit?trail=vault&tenant=\(kios)").code == "tenant_not_found")
    #expect(try root.get("/v1/audit?tenant=\(kios)")["data"]?.arrayValue?.isEmpty == false, "the daemon's own stays")
    #expect(try root.get("/v1/audit/head?trail=vault&tenant=\(id)").status == 200)
  }
}
