extension SettingType<String> {
    /// Any text.
    public static var text: SettingType {
        SettingType("text") { (given) throws(Refusal) in given }
    }
}

extension SettingType<Int> {
    /// A whole number within `range`.
    public static func integer(_ range: ClosedRange<Int>) -> SettingType {
        SettingType("a whole number from \(range.lowerBound) to \(range.upperBound)") { (given) throws(Refusal) in
            guard let number = Int(given), range.contains(number) else { throw Refusal() }
            return number
        }
    }
}

extension SettingType<UInt16> {
    /// A TCP port; 0 lets the system choose a free one.
    public static var port: SettingType {
        SettingType("a port from 0 to 65535") { (given) throws(Refusal) in
            guard let number = UInt16(given) else { throw Refusal() }
            return number
        }
    }
}

extension SettingType<Bool> {
    /// `true` or `false`; also `1`, `0`, `yes`, `no`, `on`, `off`.
    public static var truth: SettingType {
        SettingType("true or false") { (given) throws(Refusal) in
            switch given.lowercased() {
            case "true", "1", "yes", "on": return true
            case "false", "0", "no", "off": return false
            default: throw Refusal()
            }
        }
    }
}

extension SettingType<Duration> {
    /// A number with its unit, or of seconds without one: `500ms`, `20s`, `5m`, `1h`, `20`.
    public static func duration(_ range: ClosedRange<Duration>) -> SettingType {
        let expectation = "a duration from \(written(range.lowerBound)) to \(written(range.upperBound))"
        return SettingType(expectation, text: written) { (given) throws(Refusal) in
            let digits = given.prefix { $0.isASCII && $0.isNumber }
            guard let number = Int64(digits), number <= 1_000_000_000 else { throw Refusal() }
            let duration: Duration
            switch given.dropFirst(digits.count) {
            case "ms": duration = .milliseconds(number)
            case "s", "": duration = .seconds(number)
            case "m": duration = .seconds(number * 60)
            case "h": duration = .seconds(number * 3_600)
            default: throw Refusal()
            }
            guard range.contains(duration) else { throw Refusal() }
            return duration
        }
    }

    /// In the largest unit that leaves a whole number.
    @Sendable private static func written(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        if attoseconds != 0 { return "\(seconds * 1_000 + attoseconds / 1_000_000_000_000_000)ms" }
        if seconds != 0, seconds % 3_600 == 0 { return "\(seconds / 3_600)h" }
        if seconds != 0, seconds % 60 == 0 { return "\(seconds / 60)m" }
        return "\(seconds)s"
    }
}

extension SettingType where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// The raw value of one of the cases.
    public static var oneOf: SettingType {
        SettingType("one of " + Value.allCases.map(\.rawValue).joined(separator: ", "), text: { $0.rawValue }) {
            (given) throws(Refusal) in
            guard let value = Value(rawValue: given) else { throw Refusal() }
            return value
        }
    }
}
