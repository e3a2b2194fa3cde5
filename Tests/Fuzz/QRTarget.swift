@testable import QRIS

/// Codes come from cameras and providers: any text is a code that says the same when it is written again, or none.
///
/// Behind a `+` the sum is added to the text: without that hardly any change would come past it.
enum QRTarget {
  static func examine(_ bytes: [UInt8], planted: Bool) -> String? {
    var text = String(decoding: bytes, as: UTF8.self)
    if text.first == "+" {
      text.removeFirst()
      text += "6304"
      text += Checksum.text(of: text)
    }
    guard let code = try? MerchantCode(text) else { return nil }
    if planted, let amount = code.amount, (130_00...9_999_00).contains(amount) { return "planted" }
    if let amount = code.amount, amount <= 0 { return "it asks for \(amount)" }
    if code.use == .dynamic, code.amount == nil { return "nothing is to be paid, once" }
    if code.isQRIS, code.currency != "360" || code.country != "ID" || (code.amount ?? 0) % 100 != 0 {
      return "a QRIS code of \(code)"
    }
    // What is too long, or has empty parts, is read and not written.
    guard let written = try? code.text() else { return nil }
    guard let again = try? MerchantCode(written) else { return "what was written is none: \(written)" }
    return again == code ? nil : "\(written) says something else than \(text)"
  }
}
