@testable import WalletClient

/// What a client reads from a socket, which may be another program's: the same reply however it arrives, or a failure.
enum ReplyTarget {
  static func examine(_ bytes: [UInt8], planted: Bool) -> String? {
    let whole = read(bytes, step: max(1, bytes.count))
    if planted, let reply = whole.reply, reply.status == 418 { return "planted" }
    let byByte = read(bytes, step: 1)
    guard byByte == whole else { return "byte by byte \(byByte), whole \(whole)" }
    if let reply = whole.reply {
      guard (100...599).contains(reply.status), reply.body.count <= bytes.count else { return "a reply of more than arrived" }
      _ = reply.json
      _ = reply.isReplay
      if let problem = reply.problem {
        return problem.detail.utf8.isEmpty && problem.json == nil ? "a problem without words" : nil
      }
    }
    return nil
  }

  private struct Reading: Equatable {
    var reply: ClientReply?
    var failure: ClientFailure?

    static func == (one: Reading, other: Reading) -> Bool {
      one.reply?.status == other.reply?.status && one.reply?.body == other.reply?.body && one.failure == other.failure
        && one.reply?.headers.map(\.name) == other.reply?.headers.map(\.name)
        && one.reply?.headers.map(\.value) == other.reply?.headers.map(\.value)
    }
  }

  private static func read(_ bytes: [UInt8], step: Int) -> Reading {
    var reader = ReplyReader()
    var end = 0
    repeat {
      end = min(bytes.count, end + step)
      do {
        if let reply = try reader.take(Array(bytes[..<end]), isAtEnd: false) { return Reading(reply: reply) }
      } catch {
        return Reading(failure: error)
      }
    } while end < bytes.count
    do { return Reading(reply: try reader.take(bytes, isAtEnd: true)) } catch { return Reading(failure: error) }
  }
}
