import Testing

@testable import LedgerCore
@testable import Payments

/// The reports of providers, as they are read and refused.
@Suite struct ReportTests {
  private func read(_ format: SettlementReport, _ text: String) throws -> [SettlementLine] { try format.lines(text, Scene.idr) }

  private func refused(_ format: SettlementReport, _ text: String) -> String {
    do {
      return "taken: \(try read(format, text))"
    } catch let error as UnreadableReport {
      return (error.line.map { "line \($0): " } ?? "") + error.reason
    } catch {
      return "\(error)"
    }
  }

  private let statement = """
    Date & Time,Order ID,Transaction Type,Channel,Status,Amount,Fee
    2026-11-20 10:00,att_1,Payment,QRIS,settlement,10000.00,70.00
    2026-11-20 10:05,re_1,Refund,QRIS,refund,2500,0
    2026-11-20 10:07,att_2,Payment,QRIS,pending,99,0

    """

  @Test func `a statement of Midtrans, its columns in any order, and quoted`() throws {
    let lines = [
      SettlementLine(.payment, "att_1", gross: 1_000_000, fee: 7_000, tax: 0),
      SettlementLine(.refund, "re_1", gross: 250_000, fee: 0, tax: 0),
    ]
    #expect(try read(.midtransStatement, statement) == lines)
    let other =
      "\u{FEFF}fee,\"Note, of ours\",Amount,\"Transaction type\",order id\r\n70.00,\"a \"\"b\"\"\nc\",10000.00,Payment,att_1\r\n0,,-2500,Refund,re_1\r\n"
    #expect(try read(.midtransStatement, other) == lines)
    #expect(lines.map(\.net) == [993_000, -250_000])
  }

  @Test func `the reports of Xendit`() throws {
    let transactions = """
      Status,Type,Channel,Currency,Amount,Total Fee,Total VAT,Net Amount,Reference,Settlement Status
      SUCCESS,PAYMENT,DANA,IDR,100000,1500,165,98335,att_1,Settled
      SUCCESS,PAYMENT,DANA,IDR,100000,1500,165,98335,att_2,Pending
      FAILED,PAYMENT,DANA,IDR,5,0,0,5,att_3,Settled
      SUCCESS,REFUND,DANA,IDR,-20000,0,0,-20000,re_1,Early settled

      """
    let lines = [
      SettlementLine(.payment, "att_1", gross: 10_000_000, fee: 150_000, tax: 16_500),
      SettlementLine(.refund, "re_1", gross: 2_000_000, fee: 0, tax: 0),
    ]
    #expect(try read(.xenditTransactions, transactions) == lines)
    let balance = """
      Transaction ID,Transaction Type,Line Type,Reference,Currency,Amount,Balance,Debit or Credit
      t1,PAYMENT,TRANSACTION,att_1,IDR,100000,100000,CREDIT
      t1,PAYMENT,FEE,att_1,IDR,-2000,98000,DEBIT
      t1,PAYMENT,VAT,att_1,IDR,-165,97835,DEBIT
      t2,REFUND,TRANSACTION,re_1,IDR,-20000,77835,DEBIT
      t1,PAYMENT,FEE_REVERSAL,att_1,IDR,500,78335,CREDIT

      """
    #expect(try read(.xenditBalance, balance) == lines)
  }

  @Test func `what was cut, changed or is of something else is refused, and the line is named`() {
    let whole = statement
    #expect(refused(.midtransStatement, String(whole.dropLast(2))).contains("the file was cut"))
    #expect(refused(.midtransStatement, String(whole.prefix(160))).contains("line 3"))
    #expect(
      refused(.midtransStatement, whole.replacing(",70.00", with: ""))
        == "line 2: it has 6 columns, and the head 7: the file was cut or changed")
    #expect(refused(.midtransStatement, "").contains("empty"))
    #expect(refused(.midtransStatement, "Order ID,Transaction Type,Amount,Fee\n").contains("a head and nothing else"))
    #expect(refused(.midtransStatement, whole.replacing("Order ID", with: "Pesanan")) == "line 1: there is no column 'Order ID'")
    #expect(refused(.midtransStatement, whole.replacing("Channel", with: "Fee")).contains("is there twice"))
    #expect(
      refused(.midtransStatement, whole.replacing("10000.00", with: "\"10,000.00\"")).hasPrefix("line 2: 'Amount' is '10,000.00'")
    )
    #expect(
      refused(.midtransStatement, whole.replacing("10000.00", with: "10.000")).hasPrefix("line 2: 'Amount'"), "is that ten?")
    #expect(refused(.midtransStatement, whole.replacing("QRIS", with: "\u{FFFD}")).contains("encoding"))
    #expect(refused(.midtransStatement, whole.replacing("QRIS", with: "\"QRIS")).contains("quotation"))
    #expect(
      refused(.midtransStatement, whole.replacing("Payment", with: "Adjustment")).contains("neither a payment nor a refund"))
    #expect(
      refused(.midtransStatement, whole.replacing("settlement", with: "pending").replacing(",refund,", with: ",pending,"))
        == "nothing in it is settled")
    #expect(refused(.xenditTransactions, whole).contains("there is no column"))
    let net =
      "Status,Type,Currency,Amount,Total Fee,Total VAT,Net Amount,Reference,Settlement Status\nSUCCESS,PAYMENT,IDR,100,5,0,96,a,Settled\n"
    #expect(refused(.xenditTransactions, net) == "line 2: the net amount is not the amount less fee and VAT")
    #expect(refused(.xenditTransactions, net.replacing("IDR", with: "PHP")).contains("currency"))
    let fees =
      "Transaction ID,Transaction Type,Line Type,Reference,Currency,Amount,Debit or Credit\nt1,PAYMENT,FEE,a,IDR,5,DEBIT\n"
    #expect(refused(.xenditBalance, fees).contains("only fees are there"))
    #expect(refused(.xenditBalance, fees.replacing("FEE", with: "BONUS")).contains("no type of line"))
  }
}
