import JSON

/// How a payment method is shown: masked. Its fields stand in the object that is called like its type.
enum PaymentMethodColumns {
  static let list = [
    Column("TOKEN", "id", .text("id")), Column("TYPE", "type", .text("type")), Column("MASKED", "masked", field("masked")),
    Column("BRAND", "brand", .made { text($0, "brand", "provider", "bank") }), Column("EXPIRES", "expires", .made(expiry)),
    Column("CUSTOMER", "customer", .text("customer")), Column("DEFAULT", "default", .made { isDefault($0) }),
    Column("CREATED", "created_at", .time("created_at")), Column("", "fingerprint", .text("fingerprint")),
    Column("", "reference", .text("reference")),
  ]

  static let details = [
    Column("Token", "id", .text("id")), Column("Type", "type", .text("type")), Column("Masked", "masked", field("masked")),
    Column("Brand", "brand", field("brand")), Column("Expires", "expires", .made(expiry)),
    Column("Holder", "holder", field("holder")), Column("Provider", "provider", field("provider")),
    Column("Country", "country", field("country")), Column("Bank", "bank", field("bank")),
    Column("Label", "label", field("label")),
    Column("Name", "name", field("name")), Column("Media type", "media_type", field("media_type")),
    Column("Bytes", "size", field("size")), Column("Customer", "customer", .text("customer")),
    Column("Reference", "reference", .text("reference")), Column("Default", "default", .made { isDefault($0) }),
    Column("Fingerprint", "fingerprint", .text("fingerprint")), Column("Created", "created_at", .time("created_at")),
    Column("Deleted", "deleted_at", .time("deleted_at")),
  ]

  /// The secret of a revealed one, whatever it is called there.
  static func secret(_ method: JSONValue) -> String? {
    for name in ["number", "token", "account", "credentials", "content"] {
      if let text = method.at("\(method.text(at: "type")).\(name)")?.stringValue { return text }
    }
    return nil
  }

  private static func field(_ name: String) -> Column.Kind { .made { text($0, name) } }

  /// The first of the fields that is there.
  private static func text(_ method: JSONValue, _ names: String...) -> String {
    for name in names {
      let text = method.text(at: "\(method.text(at: "type")).\(name)")
      if !text.isEmpty { return text }
    }
    return ""
  }

  @Sendable private static func expiry(_ method: JSONValue) -> String {
    let (month, year) = (text(method, "expiry_month"), text(method, "expiry_year"))
    return year.isEmpty ? "" : (month.count == 1 ? "0" : "") + "\(month)/\(year)"
  }

  private static func isDefault(_ method: JSONValue) -> String { method["default"]?.boolValue == true ? "yes" : "" }
}
