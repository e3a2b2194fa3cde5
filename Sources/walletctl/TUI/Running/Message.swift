import LedgerCore
import Terminal

/// What the model hears of.
enum Message: Sendable {
  case input(TerminalInput)
  /// Once a second.
  case tick(Timestamp)
  case answer(Answer)
  case feed(FeedMessage)
  case findings([Diagnosis], at: Timestamp)
  case wrote(Result<String, Trouble>)
}

/// What the live feed tells.
enum FeedMessage: Sendable, Equatable {
  /// It listens; what is shown is as new as the last change.
  case alive(at: Timestamp)
  /// Something has changed in the ledger that is looked at.
  case changed(FeedChange)
  /// It broke; it tries again by itself.
  case broken(Trouble)
}

/// What has changed, as far as the feed knows. Empty: something.
struct FeedChange: Sendable, Equatable {
  /// `transfer.posted` …
  var type: String?
  var object: String?
  var accounts: [String] = []
}

/// What the world is asked to do. Nothing in the model does it itself.
enum Effect: Sendable {
  case ask(Ask)
  /// The live feed follows this tenant from now on; nil: nobody.
  case follow(String?)
  /// The doctor looks.
  case examine
  /// A new file, which only its owner reads.
  case write(path: String, bytes: [UInt8])
  /// A change whose answer holds a secret: written to a new file before anything is shown.
  case actIntoFile(Ask, path: String)
  case restyle
  case redraw
  case quit
}

/// What one check of the doctor has found.
struct Diagnosis: Sendable, Equatable {
  enum State: String, Sendable {
    case ok, warn, fail
    /// Could not be looked at.
    case skipped
  }

  let name: String
  let state: State
  let seen: String
  /// What to do; empty where nothing is to be done.
  let todo: String
}
