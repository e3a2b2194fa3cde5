import Audit
import JSON
import LedgerCore
import WalletAPI

extension AuditCommands {
  static let verify = Command(
    words: ["audit", "verify"], summary: "Prove that audit trails are what was written",
    details: """
      Without --offline and --file it asks the daemon for every row of its trail and of those of all vaults (with --tenant, of that \
      tenant's vault alone), computes each seal anew from the row's fields, and holds the end against the head the daemon signs. \
      With --offline it reads the files of a data directory no daemon is using, or of a backup: the catalogue's trail, and that of each \
      tenant's vault, held against the heads that the catalogue keeps of it. The first wrong row is named (exit code 9).
      An anchor is a head somebody kept elsewhere (`walletctl audit head`): a trail that was cut or rewritten since is found out.
      """,
    options: [
      .value("offline", nil, "DIR", "a data directory or a backup: every trail in it"),
      Option.value("file", "f", "FILE", "a catalog.db or vault.db; may be given again").repeatable,
      Option.value("anchor", nil, "FILE", "a signed head the trail must still contain; may be given again").repeatable,
      .value("public-key", nil, "HEX", "the daemon's key the anchors must be signed with"),
    ],
    calls: [.getAuditHead, .listAudit, .listTenants],
    examples: [
      .init("walletctl audit verify", "the trails that are being served"),
      .init("walletctl -t toko audit verify --anchor toko-vault-2026-11-20.json", "that of one vault, against a head"),
      .init(
        "walletctl audit verify --offline /var/backups/walletd/2026-11-20 --anchor audit-2026-11-01.json",
        "a backup, against a head"),
    ],
    run: { session throws(CommandFailure) in
      session.isAboutAllTenants = true
      let invocation = session.invocation
      guard !(invocation.has("file") && invocation.has("offline")) else {
        throw .usage("--file and --offline exclude each other")
      }
      var verification = TrailVerification(session, anchors: try AuditAnchorFile.given(session))
      if let directory = invocation.value("offline") {
        try verification.run(try DataLayout(directory))
      } else if invocation.has("file") {
        for path in invocation.values("file") { try verification.run(path) }
      } else {
        try verification.runOnline()
      }
      try verification.finish()
    })
}

/// Signed heads of audit trails as JSON: what `walletctl audit head` prints and `GET /v1/audit/head` answers.
enum AuditAnchorFile {
  /// The anchors that --anchor names, signed with --public-key where that is given.
  static func given(_ session: Session) throws(CommandFailure) -> [TrailAnchor] {
    let key = try session.invocation.value("public-key").map { text throws(CommandFailure) -> [UInt8] in
      guard let bytes = Hex.bytes(text), bytes.count == 32 else { throw .usage("--public-key is 64 hexadecimal digits") }
      return bytes
    }
    var anchors: [TrailAnchor] = []
    for path in session.invocation.values("anchor") {
      guard let anchor = anchor(try InputFile.json(path)) else {
        throw .usage("\(path) is no head of an audit trail: it needs trail, sequence, seal, signed_at, public_key and signature")
      }
      guard key == nil || anchor.publicKey == key else {
        throw CommandFailure(.integrity, "\(path) is signed with another key than --public-key")
      }
      anchors.append(anchor)
    }
    return anchors
  }

  static func anchor(_ json: JSONValue) -> TrailAnchor? {
    guard let trail = json["trail"]?.stringValue, let sequence = json["sequence"]?.integerValue,
      let seal = json["seal"]?.stringValue.flatMap({ Hex.bytes($0) }),
      let signedAt = json["signed_at"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) }),
      let publicKey = json["public_key"]?.stringValue.flatMap({ Hex.bytes($0) }),
      let signature = json["signature"]?.stringValue.flatMap({ Hex.bytes($0) })
    else { return nil }
    return TrailAnchor(
      trail: trail, sequence: sequence, seal: seal, signedAt: signedAt, publicKey: publicKey, signature: signature)
  }
}
