/// Every screen there is, in the order of the tabs, and the names of those to come.
enum ScreenTable {
  static let all: [Screen] = [
    OverviewScreen.screen, TenantsScreen.screen, AccountsScreen.screen, TransactionsScreen.screen, HoldsScreen.screen,
    PaymentsScreen.screen, KeysScreen.screen, AuditScreen.screen, EventsScreen.screen, DoctorScreen.screen,
    IntentsScreen.screen, RefundsScreen.screen, AttemptsScreen.screen, MerchantsScreen.screen, WalletsScreen.screen,
    SettlementsScreen.screen, InboxScreen.screen, JobsScreen.screen, ProvidersScreen.screen, PaymentMethodsScreen.screen,
    PayoutsScreen.screen,
    AccountScreen.screen, TransactionScreen.screen, HoldScreen.screen, PaymentScreen.screen, IntentScreen.screen,
    CodeScreen.screen, AttemptScreen.screen, RefundScreen.screen, MerchantScreen.screen, WalletScreen.screen,
    ProviderScreen.screen, CustomersScreen.screen, CustomerScreen.screen, BonusesScreen.screen, SettlementScreen.screen,
    PayoutScreen.screen,
    DeliveryScreen.screen, BodyScreen.screen, BalancesScreen.screen, RecordScreen.screen,
  ]

  /// Those that a digit leads to.
  static var tabs: [Screen] { all.filter { $0.digit != nil } }

  static func screen(_ name: String) -> Screen? { all.first { $0.name == name || $0.aliases.contains(name) } }

  /// What `:` completes to: names, each once.
  static var names: [String] { all.filter { $0.name != RecordScreen.screen.name }.map(\.name) }

  /// Resources whose screens come with what they show. They are not offered; who types one is told.
  static let reserved: [(name: String, comesWith: String)] = [
    ("chargebacks", "disputes"), ("disputes", "disputes"),
  ]

  static func reserved(_ name: String) -> String? { reserved.first { $0.name == name }?.comesWith }
}
