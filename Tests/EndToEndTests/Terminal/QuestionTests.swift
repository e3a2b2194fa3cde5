import Testing

/// The questions of the tutorial, on real books, from a cold start.
@Suite struct `Everyday questions` {
  @Test(
    .enabled(if: Screen.obstacle == nil),
    arguments: [
      // Why is this balance lower than yesterday? Bob is the third from the top.
      (["3", "Down", "Down", "Enter"], ["account bob", "In 24 h", "-Rp123,45", "Überweisung 金"]),
      // What is holding this money, and until when?
      (["5"], ["never", "Rp1.000 ", "Rp15.000.000", "booking-4"]),
      // Who changed this account?
      (["3", "Down", "Down", "a"], ["account.freeze_requested", "uid:"]),
      // What did everybody have yesterday at this time?
      (["3", "["], ["AS OF", "not open yet"]),
      // Do the books add up?
      ([":", "b", "s", "Enter"], ["IDR balanced", "liabilities Rp25.010.000"]),
    ])
  func `are answered within five keys`(keys: [String], answers: [String]) throws {
    #expect(keys.count <= 5)
    let books = try TerminalShop()
    #expect(try books.shop.post("/v1/accounts/bob/freeze?currency=IDR", "f", #"{"sides":["debits","credits"]}"#).status == 200)
    let screen = try Screen(Screen.Setting(columns: 120, rows: 30), socket: books.shop.daemon.socketPath)
    try screen.wait(for: "overview", "toko")
    for (place, key) in keys.enumerated() {
      try screen.press(key)
      // Nobody types faster than he reads.
      if place == 0, key == "3" { try screen.wait(for: "dollars") }
    }
    for answer in answers { try screen.wait(for: answer) }
  }
}
