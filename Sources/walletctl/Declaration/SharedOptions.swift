/// Options that several commands have in common, so that they are called the same everywhere.
extension Option {
  static let amount = Option.value(
    "amount", "a", "AMOUNT", "how much, as people write it: 25000 or 12.50 (with --minor: minor units)")
  static let currency = Option.value("currency", "c", "CODE", "ISO 4217; needed when a code has accounts in several")
  static let reference = Option.value("reference", "r", "TEXT", "your own name of the transaction")
  static let metadata = Option.value("meta", nil, "NAME=VALUE", "metadata; may be given again").repeatable
  static let effectiveAt = Option.value("effective-at", nil, "TIME", "when it counts, RFC 3339; not in the future (default: now)")
  static let dryRun = Option.flag("dry-run", "n", "show the postings that would be made, and send nothing")
  static let balancing = Option.choice(
    "balancing", ["debit", "credit"], "make the amount a maximum: no more moves than takes that account to its limit")
  static let from = Option.value("from", nil, "TIME", "posted at or after this time")
  static let to = Option.value("to", nil, "TIME", "posted before this time")
  static let asOf = Option.value("as-of", nil, "TIME", "as it stood at the end of this moment")
  static let by = Option.choice("by", ["posted", "effective"], "which time --as-of means (default posted)")

  static let paging: [Option] = [
    .value("limit", "l", "N", "at most so many (default 50)"),
    .flag("all", "A", "all there are, page by page"),
    .value("cursor", nil, "CURSOR", "go on where an earlier page ended"),
  ]

  /// What may be said about a transaction beside its postings.
  static let details: [Option] = [.reference, .metadata, .effectiveAt]
}
