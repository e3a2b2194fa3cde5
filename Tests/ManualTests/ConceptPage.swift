import LedgerCore
import WalletAPI

/// walletd-ledger(7): what the words mean that the other pages use.
enum ConceptPage {
  static var all: [String: String] { ["walletd-ledger.7": ledger] }

  private static var ledger: String {
    var page = Roff("walletd-ledger", 7, date: CommandPages.date, version: ProductVersion.text)
    page.heading("Name")
    page.raw("walletd-ledger \\- accounts, postings, holds, amounts and idempotency in walletd\n")
    page.heading("Examples")
    for (line, meaning) in examples { page.example(line, meaning) }
    for (title, prose) in sections {
      page.heading(title)
      page.paragraph(prose)
    }
    page.references(["walletctl(1)", "walletctl-account(1)", "walletctl-hold(1)", "walletctl-verify(1)", "walletd(8)"])
    return page.text
  }

  private static let examples = [
    ("walletctl -t toko account create bank --currency IDR --class asset", "what the platform has"),
    (
      "walletctl -t toko account create wallet:alice --currency IDR --class liability --limit no_overdraft",
      "what it owes a customer, which never falls below zero"
    ),
    ("walletctl -t toko transfer create bank wallet:alice --amount 25000", "she has paid in Rp25.000"),
    ("walletctl -t toko hold place wallet:alice bank --amount 10000 --expires-in 15m", "ten thousand of them are spoken for"),
    ("walletctl -t toko report balance-sheet", "assets, liabilities and equity, and that they add up"),
  ]

  private static let sections = [
    (
      "Tenants",
      """
      A tenant is a platform that keeps its books here: one ledger, one vault, keys of its own. No tenant sees another; an id of another \
      tenant is the same as one that never was.
      """
    ),
    (
      "Accounts",
      """
      An account holds amounts of one currency for one purpose. It has an id (acc_...), perhaps a code of your own such as `wallet:alice`, \
      which is unique together with its currency, and a class: `asset` and `expense` accounts grow by debits, `liability`, `equity` and \
      `revenue` accounts by credits. A customer's wallet is a liability: money you owe.
      Four counters are kept, debits and credits, posted and pending. `posted` is what moved for good, `pending` what holds reserve, \
      `available` what may still leave. A limit says how far `available` may go down: `none`, `no_overdraft` (zero), or a floor, which \
      below zero is a credit line. An account can be frozen on either side, and closed for good when it is empty.
      """
    ),
    (
      "Postings, transfers and transactions",
      """
      A posting debits one account and credits another by the same amount in one currency, so that the books balance after every row. A \
      transfer is one posting; a transaction is one or more, all or none. Nothing is ever changed or deleted: a mistake is corrected by a \
      reversal, a transaction the other way round that names the first. Each can be reversed once.
      """
    ),
    (
      "Holds",
      """
      A hold reserves an amount from one account towards another, without moving it. It ends by a capture (all or part of it is posted; \
      what is left is freed, or stays for another capture), by a release, or at its time. Limits are checked when money is reserved, so \
      that a capture of a hold is never refused for want of funds.
      """
    ),
    (
      "Amounts",
      """
      On the wire an amount is a whole number of minor units beside its ISO 4217 currency, which says how many decimals it has: \
      \(decimals). walletctl(1) reads and shows amounts as people write them; with `--minor` as on the wire. There are no fractions of a \
      minor unit and no floating-point numbers anywhere.
      """
    ),
    (
      "Idempotency",
      """
      Every change carries a key of at most \(Limits.keyBytes) characters. The same key with the same request gives the same answer, byte \
      for byte, for ever, across crashes and restarts: refusals too. The same key with another request is refused, and the first field \
      that differs is named. So whoever does not know the outcome sends the same again.
      """
    ),
    (
      "Time",
      """
      `posted_at` is when a row was written; it never goes back. `effective_at` is when it counts, now or earlier: reports can be asked by \
      either (`--as-of`, `--by`).
      """
    ),
    (
      "Proof",
      """
      Each commit has a seal, the hash of its rows and of the seal before. The end of a ledger is its head; a signed head that is kept \
      elsewhere is an anchor. `walletctl verify` derives every number again from the rows alone and names the first row that is wrong; \
      with an anchor it also finds rows that were cut off or rewritten together with their seals.
      """
    ),
  ]

  private static var decimals: String {
    ["IDR", "USD", "JPY", "BHD"].compactMap { code in Currency(code).map { "\($0.decimals) for \(code)" } }.joined(
      separator: ", ")
  }
}
