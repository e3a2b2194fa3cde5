/// The providers this version speaks to. The raw value is what records, accounts and addresses call them; never rename one.
package enum ProviderName: String, Sendable, CaseIterable {
  case midtrans, xendit
}
