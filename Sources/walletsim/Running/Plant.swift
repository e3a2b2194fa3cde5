/// A mistake that is put in on purpose, to see the simulation find it.
enum Plant: String, CaseIterable {
  /// After a crash, one tenant's ledger is an older copy: what was acknowledged since is gone.
  case lostPosting = "lost-posting"
  /// A retry goes out under another key than the client believes.
  case alteredKey = "altered-key"
  /// One digit of one reply is another.
  case changedField = "changed-field"
  /// One order is done twice, by a client that was answered once.
  case doneTwice = "done-twice"
  /// One sync of the disk answers that all is well, and saves nothing; then the power is cut.
  case swallowedSync = "swallowed-sync"

  /// Within how many seeds it must be found.
  var seeds: Int {
    switch self {
    case .lostPosting: 30
    case .alteredKey, .changedField, .doneTwice, .swallowedSync: 5
    }
  }
}
