import HTTPServer
import WalletAPI

extension Problem {
  /// What the server refused before anybody looked at the request.
  init(_ failure: HTTPFailure) {
    self.init(ProblemCode(failure), failure.sentence)
  }
}

extension ProblemCode {
  init(_ failure: HTTPFailure) {
    self =
      switch failure {
      case .invalidRequestLine: .invalidRequestLine
      case .invalidMethod: .invalidMethod
      case .invalidTarget: .invalidTarget
      case .unsupportedVersion: .unsupportedVersion
      case .bareLineFeed: .bareLineFeed
      case .invalidHeader: .invalidHeader
      case .spaceBeforeColon: .spaceBeforeColon
      case .foldedHeader: .foldedHeader
      case .missingHost: .missingHost
      case .duplicateHost: .duplicateHost
      case .invalidHost: .invalidHost
      case .invalidContentLength: .invalidContentLength
      case .duplicateContentLength: .duplicateContentLength
      case .contentLengthWithTransferEncoding: .contentLengthWithTransferEncoding
      case .duplicateTransferEncoding: .duplicateTransferEncoding
      case .unsupportedTransferEncoding: .unsupportedTransferEncoding
      case .transferEncodingInHTTP10: .transferEncodingInHTTP10
      case .invalidChunk: .invalidChunk
      case .unknownExpectation: .unknownExpectation
      case .targetTooLong: .targetTooLong
      case .headTooLarge, .tooManyHeaders: .headTooLarge
      case .bodyTooLarge: .bodyTooLarge
      case .headTimeout, .bodyTimeout: .requestTimeout
      case .truncatedRequest: .truncatedRequest
      case .tooManyConnections: .tooManyConnections
      case .tooManyBodies: .tooManyBodies
      case .unanswered: .internalError
      }
  }
}
