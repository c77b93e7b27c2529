import Glibc

/// An instant of the wall clock, written as RFC 3339 in UTC without help from Foundation, whose formatters load ICU.
public struct Timestamp: Sendable, Hashable {
    /// Seconds since 1970-01-01T00:00:00Z, without leap seconds.
    public let seconds: Int
    /// 0..<1,000,000,000.
    public let nanoseconds: Int

    public init(seconds: Int, nanoseconds: Int = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    public static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(seconds: time.tv_sec, nanoseconds: time.tv_nsec)
    }

    /// `2026-03-01T17:04:05.123Z`: milliseconds, cut, not rounded.
    public var rfc3339: String {
        let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let secondOfDay = seconds - day * 86_400
        let (year, month, dayOfMonth) = Self.civil(day: day)
        var text = [UInt8]()
        text.reserveCapacity(24)
        func append(_ value: Int, width: Int) {
            var divisor = 1
            for _ in 1..<width { divisor *= 10 }
            while divisor > 0 {
                text.append(UInt8(48 + value / divisor % 10))
                divisor /= 10
            }
        }
        func append(_ character: Unicode.Scalar) { text.append(UInt8(ascii: character)) }
        append(year, width: 4)
        append("-")
        append(month, width: 2)
        append("-")
        append(dayOfMonth, width: 2)
        append("T")
        append(secondOfDay / 3_600, width: 2)
        append(":")
        append(secondOfDay / 60 % 60, width: 2)
        append(":")
        append(secondOfDay % 60, width: 2)
        append(".")
        append(nanoseconds / 1_000_000, width: 3)
        append("Z")
        return String(decoding: text, as: UTF8.self)
    }

    /// Year, month and day of the proleptic Gregorian calendar for a day counted from 1970-01-01: the year is taken to
    /// begin in March, so that the leap day is its last (H. Hinnant, "chrono-compatible low-level date algorithms").
    private static func civil(day: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfMonth)
    }
}
