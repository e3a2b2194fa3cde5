import JSON
import LedgerCore
import Sodium
import WalletAPI

/// Reads a body that holds a secret: every text goes from the body's buffer into protected memory, none becomes a String here. What is
/// refused is named by where it stands; nothing of it is quoted.
struct SecretScanner: ~Copyable {
  private var scanner: JSONScanner

  /// Reads the one object of a body, member by member: `member` reads the value of the name it is given.
  static func read(
    _ body: [UInt8], _ member: (inout SecretScanner, String) throws(Problem) -> Void
  ) throws(Problem) {
    let result: Result<Void, Problem> = body.withUnsafeBufferPointer { input in
      var reader = SecretScanner(scanner: JSONScanner(input, options: .strict))
      do throws(Problem) {
        try reader.object(at: nil, member)
        do throws(JSONError) { try reader.scanner.end() } catch { throw SecretScanner.problem(error, at: nil) }
        return .success(())
      } catch { return .failure(error) }
    }
    try result.get()
  }

  /// Reads an object; `place` is the path of the field it is the value of.
  mutating func object(
    at place: String?, _ member: (inout SecretScanner, String) throws(Problem) -> Void
  ) throws(Problem) {
    do throws(JSONError) { try scanner.beginObject() } catch { throw SecretScanner.problem(error, at: place) }
    while let name = try nextName(at: place) { try member(&self, name) }
  }

  /// A name as far as it can be one of ours: anything else stands for itself as "…", since it might be a number in the wrong place.
  private mutating func nextName(at place: String?) throws(Problem) -> String? {
    do throws(JSONError) {
      guard let key = try scanner.nextKey() else { return nil }
      let isName = key.count <= 32 && key.bytes.allSatisfy { (97...122).contains($0) || $0 == 95 || (50...52).contains($0) }
      return isName ? key.string : "…"
    } catch { throw SecretScanner.problem(error, at: place) }
  }

  mutating func secret(_ place: String, most: Int) throws(Problem) -> SecretBytes {
    do throws(JSONError) {
      let text = try scanner.string()
      if text.count <= most { return SecretBytes(copying: UnsafeRawBufferPointer(text.bytes)) }
    } catch { throw SecretScanner.problem(error, at: place) }
    throw .tooLong(place, most: most)
  }

  mutating func integer(_ place: String) throws(Problem) -> Int {
    do throws(JSONError) { return Int(try scanner.int64()) } catch { throw SecretScanner.problem(error, at: place) }
  }

  mutating func bool(_ place: String) throws(Problem) -> Bool {
    do throws(JSONError) { return try scanner.bool() } catch { throw SecretScanner.problem(error, at: place) }
  }

  /// The scanner's own sentence quotes a key that is there twice; this one does not.
  private static func problem(_ error: JSONError, at place: String?) -> Problem {
    guard error.kind == .duplicateKey else { return Problem(error, at: place) }
    return Problem(
      .invalidJSON, "The body is not JSON: a key appears twice in one object, at line \(error.line), column \(error.column).",
      param: place)
  }
}

/// A text of a request that is kept in protected memory until it is known to hold no secret.
final class HeldText: Sendable {
  let bytes: SecretBytes

  init(_ bytes: consuming SecretBytes) { self.bytes = bytes }

  var string: String { bytes.withBytes { String(decoding: $0, as: UTF8.self) } }

  /// The most digits in a row, spaces and dashes between them left out.
  var digitsInARow: Int {
    bytes.withBytes { bytes in
      var (longest, current) = (0, 0)
      for byte in bytes {
        switch byte {
        case 48...57: current += 1
        case 32, 45: break
        default: current = 0
        }
        longest = max(longest, current)
      }
      return longest
    }
  }

  /// Whether the secret stands in it, spaces and dashes on either side left out.
  func repeats(_ secret: borrowing SecretBytes) -> Bool {
    bytes.withBytes { text in secret.withBytes { secret in HeldText.contains(text, secret) } }
  }

  private static func contains(_ text: UnsafeRawBufferPointer, _ secret: UnsafeRawBufferPointer) -> Bool {
    func isPlain(_ byte: UInt8) -> Bool { byte != 32 && byte != 45 }
    guard secret.contains(where: isPlain) else { return false }
    for start in text.indices where isPlain(text[start]) {
      var (at, matched) = (start, 0)
      while at < text.count, matched < secret.count {
        if !isPlain(text[at]) {
          at += 1
        } else if !isPlain(secret[matched]) {
          matched += 1
        } else {
          guard text[at] == secret[matched] else { break }
          (at, matched) = (at + 1, matched + 1)
        }
      }
      if secret[matched...].allSatisfy({ !isPlain($0) }) { return true }
    }
    return false
  }
}
