/// What a page is about: an account, a transaction, a tenant; or the restriction that a way down has put on a list.
struct Subject: Equatable, Sendable {
  /// Its id, or its code where only that is known.
  var id = ""
  /// What people call it.
  var label = ""
  /// What else its requests need.
  var facts: [String: String] = [:]

  init(id: String = "", label: String = "", facts: [String: String] = [:]) {
    self.id = id
    self.label = label.isEmpty ? id : label
    self.facts = facts
  }
}
