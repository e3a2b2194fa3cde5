import Glibc
import HTTPServer
import LedgerCore
import Tenancy
import WalletAPI

/// Finds out who is calling. A key wins over the peer of the socket; whoever is neither is nobody.
struct Authenticator: Sendable {
  let directory: any TenantDirectory
  let peers: PeerRules
  /// Users (uids) whose word about the address of a caller is taken.
  let proxies: Set<UInt32>
  let meters: Meters
  let failures: FailedKeys

  /// Who called, nil for nobody; and their key where they sent one.
  func caller(_ request: HTTPRequest) throws(Problem) -> Caller? {
    if let header = request.header("authorization") { return try key(header, request) }
    guard let peer = request.peer,
      let principal = peers.principal(uid: peer.uid, gid: peer.gid, groups: peers.needGroups ? peer.groups : [])
    else { return nil }
    return Caller(principal: principal, known: nil, peer: peer)
  }

  private func key(_ header: HTTPText, _ request: HTTPRequest) throws(Problem) -> Caller {
    let known = try known(header, request)
    let found = known.key
    switch found.key.expiresAt == nil && found.key.revokedAt == nil ? .active : found.key.status(at: .now) {
    case .active: break
    case .revoked:
      throw refusal(.apiKeyRevoked, "The API key \(found.key.id) was revoked; use another one.", found, request)
    case .expired:
      throw refusal(.apiKeyExpired, "The API key \(found.key.id) has expired; use the one that follows it.", found, request)
    }
    if !found.key.addresses.isEmpty { try checkAddress(found, request) }
    return Caller(principal: found.principal, known: known, peer: request.peer)
  }

  /// The key in a header: the one this connection has sent before, as its fingerprint says, or one that is looked up and checked.
  private func known(_ header: HTTPText, _ request: HTTPRequest) throws(Problem) -> KnownKey {
    // Read first: a change in between is noticed at the next request.
    let generation = directory.keyGeneration
    let fingerprint = header.bytes.withUnsafeBytes { directory.fingerprint(of: $0) }
    if let known = request.session.memory as? KnownKey, known.generation == generation, known.fingerprint == fingerprint {
      return known
    }
    let source = failures.isEmpty ? nil : source(of: request)
    if let source, !failures.mayTry(source, now: request.receivedAt) {
      meters.refusals.count(.failedKeys)
      throw Problem(.rateLimited, "Too many keys that are wrong come from there: none is looked at for now; wait a second.")
    }
    let found = header.bytes.withUnsafeBytes { bytes -> (any KeyInUse)? in
      guard let text = Authenticator.bearer(bytes), let parts = KeyText.parts(text),
        let key = directory.key(parts.handle, secret: parts.secret), key.key.mode == parts.mode
      else { return nil }
      return key
    }
    guard let found else {
      failures.note(source ?? self.source(of: request), now: request.receivedAt)
      throw Problem(
        .apiKeyInvalid,
        "The Authorization header holds no valid API key; it is 'Bearer wk_live_…' or 'Bearer wk_test_…', with all of the key.",
        param: "Authorization")
    }
    let known = KnownKey(
      found, fingerprint, generation: generation, keyMeter: meters.meter(of: found.key.id),
      tenantMeter: meters.meter(of: found.key.tenant))
    request.session.memory = known
    return known
  }

  /// Whom a wrong key is held against: a proxy's caller where one is named, else the peer. One subscriber's IPv6 network is one source.
  private func source(of request: HTTPRequest) -> KeySource {
    guard let peer = request.peer else { return .unknown }
    guard proxies.contains(peer.uid), let text = Authenticator.address(request), let address = IPAddress.parse(text) else {
      return .peer(peer.uid)
    }
    let isIPv4 = address.value >> 32 == 0xFFFF
    return .address(isIPv4 ? address.value : (address.value >> 64) << 64)
  }

  /// The token of `Bearer token`; the scheme in any case (RFC 9110, 11.1).
  private static func bearer(_ header: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    guard header.count > 7, zip(header, "bearer ".utf8).allSatisfy({ $0 | 0x20 == $1 }) else { return nil }
    return UnsafeRawBufferPointer(rebasing: header[7...])
  }

  private func checkAddress(_ found: any KeyInUse, _ request: HTTPRequest) throws(Problem) {
    guard let peer = request.peer, proxies.contains(peer.uid), let text = Authenticator.address(request),
      let address = IPAddress.parse(text)
    else {
      throw refusal(
        .addressNotAllowed,
        "The API key \(found.key.id) is bound to networks, and no trusted proxy says from which address this request comes.",
        found, request)
    }
    guard found.key.addresses.contains(where: { $0.contains(address.value) }) else {
      throw refusal(
        .addressNotAllowed, "The API key \(found.key.id) may not be used from the address the proxy names.", found, request)
    }
  }

  /// What the proxy itself saw: the last address of `X-Forwarded-For`, which is the one it has added.
  private static func address(_ request: HTTPRequest) -> Substring? {
    guard request.headerCount("x-forwarded-for") == 1, let header = request.header("x-forwarded-for") else { return nil }
    return header.string.split(separator: ",", omittingEmptySubsequences: false).last.map { last in
      Substring(last.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }

  private func refusal(_ code: ProblemCode, _ detail: String, _ key: any KeyInUse, _ request: HTTPRequest) -> Problem {
    var problem = Problem(code, detail, param: "Authorization")
    problem.refusedKey = key.key.id
    return problem
  }
}

/// Who called.
struct Caller: Sendable {
  let principal: Principal
  let known: KnownKey?
  let peer: PeerCredentials?
  /// The tenant, where it was looked up already.
  var tenant: Tenant?

  var key: (any KeyInUse)? { known?.key }

  /// Who that is, for the audit trail. Asks the kernel for the login behind a peer.
  var actor: Actor {
    if let key { return .key(key.key.id) }
    guard let peer else { return .daemon }
    return .peer(uid: peer.uid, pid: peer.pid, login: LoginUser.of(peer.pid))
  }
}

/// A key that was right on this connection, as it is known again: by its fingerprint, as long as no key has changed. Not the key itself.
final class KnownKey: Sendable {
  let key: any KeyInUse
  let fingerprint: KeyFingerprint
  let generation: UInt64
  let keyMeter: Meter
  let tenantMeter: Meter

  init(
    _ key: any KeyInUse, _ fingerprint: KeyFingerprint, generation: UInt64, keyMeter: Meter, tenantMeter: Meter
  ) {
    self.key = key
    self.fingerprint = fingerprint
    self.generation = generation
    self.keyMeter = keyMeter
    self.tenantMeter = tenantMeter
  }
}

/// The login uid of a process: the user a person logged in as, which `sudo` and `su` do not change.
///
/// Source: https://man7.org/linux/man-pages/man5/proc_pid_loginuid.5.html
enum LoginUser {
  static func of(_ pid: Int32) -> UInt32? {
    let descriptor = open("/proc/\(pid)/loginuid", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = read(descriptor, &bytes, bytes.count)
    guard count > 0 else { return nil }
    let text = String(decoding: bytes[..<count].prefix { (48...57).contains($0) }, as: UTF8.self)
    // All ones: nobody logged in.
    return UInt32(text).flatMap { $0 == .max ? nil : $0 }
  }
}
