/// Public holidays of Indonesia (hari libur nasional), on which its banks do not work. Days of joint leave (cuti bersama), which the government
/// moves at short notice, are not among them: a tenant whose bank is closed then adds them to its calendar.
///
/// Those of 2025 and 2026 are as decreed; of 2027, days that wait for the moon are as they are expected. Checked against the package `holidays`
/// 0.109 of PyPI (country ID, public), which has the same days.
package enum IndonesianHolidays {
  /// The years that are known. In others only weekends are free, and what a tenant adds.
  package static let years: ClosedRange<Int> = 2025...2027

  private static let dates = """
    2025-01-01 2025-01-27 2025-01-29 2025-03-29 2025-03-31 2025-04-01 2025-04-18 2025-04-20 2025-05-01 2025-05-12 2025-05-29 2025-06-01
    2025-06-06 2025-06-27 2025-08-17 2025-09-05 2025-12-25
    2026-01-01 2026-01-16 2026-02-17 2026-03-19 2026-03-21 2026-03-22 2026-04-03 2026-04-05 2026-05-01 2026-05-14 2026-05-27 2026-05-31
    2026-06-01 2026-06-16 2026-08-17 2026-08-25 2026-12-25
    2027-01-01 2027-01-05 2027-02-06 2027-03-08 2027-03-10 2027-03-11 2027-03-26 2027-03-28 2027-05-01 2027-05-06 2027-05-17 2027-05-20
    2027-06-01 2027-06-06 2027-08-15 2027-08-17 2027-12-25 2027-12-26
    """

  package static let days: Set<CivilDay> = Set(dates.split(whereSeparator: \.isWhitespace).compactMap { CivilDay(String($0)) })
}
