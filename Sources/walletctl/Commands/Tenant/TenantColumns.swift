/// How a tenant is shown.
enum TenantColumns {
  static let all = [
    Column("CODE", "code", .text("code")), Column("NAME", "name", .text("name")), Column("ID", "id", .text("id")),
    Column("CREATED", "created_at", .time("created_at")),
  ]
}
