import Audit
import JSON
import LedgerCore

/// Signed heads as JSON: what `walletctl head` prints, `GET /v1/head` answers and a backup keeps.
enum AnchorFile {
  static func read(_ path: String) throws(CommandFailure) -> Anchor {
    guard let anchor = anchor(try InputFile.json(path)) else {
      throw .usage("\(path) is not an anchor: it needs tenant, sequence, seal_number, seal, signed_at, public_key and signature")
    }
    return anchor
  }

  static func anchor(_ json: JSONValue) -> Anchor? {
    guard let tenant = json["tenant"]?.stringValue.flatMap({ TenantID($0) }), let sequence = json["sequence"]?.integerValue,
      let number = json["seal_number"]?.integerValue, let seal = json["seal"]?.stringValue.flatMap({ Hex.bytes($0) }),
      let signedAt = json["signed_at"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) }),
      let publicKey = json["public_key"]?.stringValue.flatMap({ Hex.bytes($0) }),
      let signature = json["signature"]?.stringValue.flatMap({ Hex.bytes($0) })
    else { return nil }
    return Anchor(
      tenant: tenant, sequence: sequence, sealNumber: number, seal: seal, signedAt: signedAt, publicKey: publicKey,
      signature: signature)
  }
}
