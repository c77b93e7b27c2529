import FoundationEssentials

/// A `timestamptz` in the server's ISO text, `2026-11-20 08:28:14.123456+00`, in whole microseconds since 1970.
///
/// The civil calendar is computed by the algorithms of Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms".
struct PostgresTimestamp: Hashable {
    var microseconds: Int64

    init(microseconds: Int64) { self.microseconds = microseconds }

    /// Rounded to the nearest microsecond.
    init(_ date: Date) {
        microseconds = Int64((date.timeIntervalSince1970 * 1_000_000).rounded())
    }

    var date: Date { Date(timeIntervalSince1970: Double(microseconds) / 1_000_000) }

    /// `2026-11-20 08:28:14.123456+00`.
    var text: String {
        let perDay: Int64 = 86_400_000_000
        let days = Int(microseconds.dividedRoundingDown(by: perDay))
        let rest = Int(microseconds - Int64(days) * perDay)
        let (year, month, day) = Self.civil(days)
        let seconds = rest / 1_000_000
        return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2) + " " + padded(seconds / 3600, 2) + ":"
            + padded(seconds / 60 % 60, 2) + ":" + padded(seconds % 60, 2) + "." + padded(rest % 1_000_000, 6) + "+00"
    }

    /// Nil for what isn't such a text: infinity, years before Christ, another zone or style.
    init?(text: some StringProtocol) {
        var parser = DigitParser(text)
        guard let year = parser.number(then: UInt8(ascii: "-")), let month = parser.number(then: UInt8(ascii: "-")),
            let day = parser.number(then: UInt8(ascii: " ")), let hour = parser.number(then: UInt8(ascii: ":")),
            let minute = parser.number(then: UInt8(ascii: ":")), let second = parser.number(then: nil)
        else { return nil }
        guard (1...12).contains(month), (1...31).contains(day), hour < 25, minute < 60, second < 61 else { return nil }
        let fraction = parser.fraction()
        guard parser.takeZone() else { return nil }
        let seconds = Int64(Self.days(year, month, day)) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        microseconds = seconds * 1_000_000 + fraction
    }

    private static func civil(_ daysSince1970: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = daysSince1970 + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func days(_ civilYear: Int, _ month: Int, _ day: Int) -> Int {
        let year = civilYear - (month <= 2 ? 1 : 0)
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Int64 {
    fileprivate func dividedRoundingDown(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

/// Takes numbers off the front of a timestamp.
private struct DigitParser {
    private var bytes: ArraySlice<UInt8>

    init(_ text: some StringProtocol) { bytes = Array(text.utf8)[...] }

    /// A number of one to six digits and the character after it; nil when either is missing.
    mutating func number(then separator: UInt8?) -> Int? {
        var value = 0
        var digits = 0
        while let byte = bytes.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), digits < 7 {
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
            digits += 1
            bytes.removeFirst()
        }
        guard (1...6).contains(digits) else { return nil }
        if let separator { guard bytes.popFirst() == separator else { return nil } }
        return value
    }

    /// The microseconds after a point; zero when there is none.
    mutating func fraction() -> Int64 {
        guard bytes.first == UInt8(ascii: ".") else { return 0 }
        bytes.removeFirst()
        var value: Int64 = 0
        var scale: Int64 = 100_000
        while let byte = bytes.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            value += Int64(byte - UInt8(ascii: "0")) * scale
            scale /= 10
            bytes.removeFirst()
        }
        return value
    }

    /// True for nothing more, `+00`, or `Z`: sessions speak UTC.
    mutating func takeZone() -> Bool {
        defer { bytes = [] }
        return bytes.isEmpty || bytes.elementsEqual("+00".utf8) || bytes.elementsEqual("Z".utf8)
    }
}
