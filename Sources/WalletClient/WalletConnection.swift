import Glibc

/// A caller's line to the daemon: one connection, kept open between calls. Blocks; for one thread at a time.
package final class WalletConnection {
  /// Who is at the other end.
  package enum Place: Sendable, Equatable {
    case socket(path: String)
    /// A port of 127.0.0.1: what plays a daemon's neighbours there.
    case loopback(port: UInt16)

    /// As people call it.
    var text: String {
      switch self {
      case .socket(let path): path
      case .loopback(let port): "127.0.0.1:\(port)"
      }
    }
  }

  private let place: Place
  private let timeoutSeconds: Int
  private let headers: [(name: String, value: String)]
  private let bearer: [UInt8]?
  private var socket: Line?
  /// Called again and again, several times a second, while an answer is waited for.
  package var onWait: (() -> Void)?
  private static let millisecondsPerTurn: Int32 = 250

  /// A socket, and whether it was used before: a connection that waited may have been closed by the daemon meanwhile.
  private final class Line {
    let socket: StreamSocket
    var isUsed = false

    init(_ socket: consuming StreamSocket) { self.socket = socket }
  }

  /// `headers` go with every request that does not bring its own, and so does `bearer`, an API key: visible ASCII. Nothing is connected
  /// yet.
  package convenience init(
    socketPath: String, timeoutSeconds: Int = 60, headers: [(name: String, value: String)] = [], bearer: [UInt8]? = nil
  ) { self.init(.socket(path: socketPath), timeoutSeconds: timeoutSeconds, headers: headers, bearer: bearer) }

  package init(
    _ place: Place, timeoutSeconds: Int = 60, headers: [(name: String, value: String)] = [], bearer: [UInt8]? = nil
  ) {
    precondition(bearer?.allSatisfy { (0x21...0x7E).contains($0) } != false, "a key is one word")
    self.place = place
    self.timeoutSeconds = timeoutSeconds
    self.headers = headers
    self.bearer = bearer
  }

  /// Sends a request and waits for the answer; a problem is an answer too.
  ///
  /// A connection that turns out to have been closed while it was idle is opened anew once: most likely the daemon never saw the
  /// request, and if it did, a mutation has its key.
  package func send(_ request: ClientRequest) throws(ClientFailure) -> ClientReply {
    if let name = request.brokenHeader {
      throw .unsendable(reason: "the header \(name) has a control character in it")
    }
    guard request.target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw .unsendable(reason: "the path '\(request.target.prefix(80))' is not percent-encoded")
    }
    var message = request.head(defaultHeaders: headers, bearer: bearer) + (request.body ?? [])
    // Only when nobody else holds these bytes are they wiped in place, and nobody does here.
    defer { if bearer != nil || request.carriesSecrets { message.withUnsafeMutableBytes(WalletConnection.wipe) } }
    let canRepeat = !request.isMutation || request.key != nil
    var wasSent = false
    if let line = socket, line.isUsed {
      wasSent = true
      do throws(Lost) {
        return try exchange(message, on: line)
      } catch {
        socket = nil
        guard error.isSilent, canRepeat else { throw failure(error, request) }
      }
    }
    let line: Line
    do throws(ClientFailure) {
      line = try connect()
    } catch {
      guard wasSent, request.isMutation, case .unreachable = error else { throw error }
      throw .outcomeUnknown(key: request.key, reason: "the daemon closed the connection and cannot be reached any more")
    }
    do throws(Lost) {
      return try exchange(message, on: line)
    } catch {
      socket = nil
      throw failure(error, request)
    }
  }

  /// A store that the compiler may not leave out.
  private static func wipe(_ bytes: UnsafeMutableRawBufferPointer) {
    if let start = bytes.baseAddress { explicit_bzero(start, bytes.count) }
  }

  private func connect() throws(ClientFailure) -> Line {
    do {
      let line: Line =
        switch place {
        case .socket(let path): Line(try StreamSocket(path: path, timeoutSeconds: timeoutSeconds))
        case .loopback(let port): Line(try StreamSocket(loopbackPort: port, timeoutSeconds: timeoutSeconds))
        }
      socket = line
      return line
    } catch {
      switch error {
      case .system(let code): throw .unreachable(path: place.text, code: code)
      case .timedOut: throw .unreachable(path: place.text, code: 11)
      case .interrupted: throw .interrupted
      }
    }
  }

  /// How an exchange ended without an answer.
  private struct Lost: Error {
    let cause: Cause
    /// Not a byte of an answer had come.
    let isSilent: Bool

    enum Cause {
      case closed, timedOut, interrupted
      case broken(ClientFailure)
    }
  }

  private func exchange(_ message: [UInt8], on line: Line) throws(Lost) -> ClientReply {
    var bytes: [UInt8] = []
    do {
      // A daemon that refuses a request early answers before it has read all of it: whatever writing said, read.
      do { try line.socket.write(message) } catch {
        if case .interrupted = error { throw error }
        if case .timedOut = error { throw error }
      }
      var reader = ReplyReader()
      while true {
        if let onWait { try wait(line, telling: onWait) }
        let isMore = try line.socket.read(into: &bytes)
        if let reply = try reader.take(bytes, isAtEnd: !isMore) {
          line.isUsed = true
          if !reader.keepsAlive { socket = nil }
          return reply
        }
        guard isMore else { throw Lost(cause: .closed, isSilent: bytes.isEmpty) }
      }
    } catch let lost as Lost {
      throw lost
    } catch let failure as ClientFailure {
      throw Lost(cause: .broken(failure), isSilent: false)
    } catch let failure as StreamSocket.Failure {
      switch failure {
      case .system: throw Lost(cause: .closed, isSilent: bytes.isEmpty)
      case .timedOut: throw Lost(cause: .timedOut, isSilent: false)
      case .interrupted: throw Lost(cause: .interrupted, isSilent: false)
      }
    } catch {
      preconditionFailure("the socket and the reader throw nothing else")
    }
  }

  /// Until something can be read; as long as a read would wait.
  private func wait(_ line: Line, telling onWait: () -> Void) throws(StreamSocket.Failure) {
    for _ in 0..<timeoutSeconds * 1_000 / Int(WalletConnection.millisecondsPerTurn) {
      if try line.socket.isReadable(within: WalletConnection.millisecondsPerTurn) { return }
      onWait()
    }
    throw .timedOut
  }

  private func failure(_ lost: Lost, _ request: ClientRequest) -> ClientFailure {
    let reason: String
    switch lost.cause {
    case .broken(let failure):
      guard request.isMutation else { return failure }
      reason = "\(failure)"
    case .closed: reason = "the daemon closed the connection without an answer"
    case .timedOut: reason = "the daemon did not answer within \(timeoutSeconds) seconds"
    case .interrupted:
      guard request.isMutation else { return .interrupted }
      reason = "interrupted while the daemon was asked"
    }
    return request.isMutation ? .outcomeUnknown(key: request.key, reason: reason) : .noAnswer(reason: reason)
  }
}
