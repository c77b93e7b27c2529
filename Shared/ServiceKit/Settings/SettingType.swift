/// What the text of a setting means.
public struct SettingType<Value: Sendable>: Sendable {
    /// A text that has no meaning for the setting.
    public struct Refusal: Error, Sendable {
        /// What had been expected instead, where that is more than the type's `expectation`.
        public let expected: String?

        public init(_ expected: String? = nil) {
            self.expected = expected
        }
    }

    /// What a value looks like, for people: `a whole number from 1 to 64`.
    public let expectation: String
    let parse: @Sendable (String) throws(Refusal) -> Value
    let text: @Sendable (Value) -> String

    /// A type of the program's own.
    ///
    /// - Parameters:
    ///   - text: the value as somebody would write it; for defaults in `--help`.
    ///   - parse: the value of a text, which is never empty.
    public init(
        _ expectation: String, text: @escaping @Sendable (Value) -> String = { "\($0)" },
        parse: @escaping @Sendable (String) throws(Refusal) -> Value
    ) {
        self.expectation = expectation
        self.text = text
        self.parse = parse
    }

    /// The same type for a setting that may be absent: its default is nil.
    public var optional: SettingType<Value?> {
        let parse = parse
        let text = text
        return SettingType<Value?>(expectation, text: { $0.map(text) ?? "" }) {
            (given) throws(SettingType<Value?>.Refusal) in
            do throws(Refusal) {
                return try parse(given)
            } catch {
                throw SettingType<Value?>.Refusal(error.expected)
            }
        }
    }

    /// Values of this type with commas between them; spaces around them don't count.
    public var list: SettingType<[Value]> {
        let parse = parse
        let text = text
        let one = expectation
        return SettingType<[Value]>(
            "\(one), or several with commas between", text: { $0.map(text).joined(separator: ",") }
        ) {
            (given) throws(SettingType<[Value]>.Refusal) in
            var values: [Value] = []
            for part in given.split(separator: ",", omittingEmptySubsequences: false) {
                let trimmed = part.trimmingSpaces()
                guard !trimmed.isEmpty else { throw SettingType<[Value]>.Refusal("\(one) between any two commas") }
                do throws(Refusal) {
                    values.append(try parse(trimmed))
                } catch {
                    throw SettingType<[Value]>.Refusal(error.expected)
                }
            }
            return values
        }
    }
}

extension Substring {
    func trimmingSpaces() -> String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
