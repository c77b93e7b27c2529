/// Ids of requests.
enum RequestIdentity {
    /// `X-Request-Id` if it is printable and at most 128 bytes, else a new one.
    static func of(_ headers: HTTPFields) -> String {
        guard let given = headers["X-Request-Id"], !given.isEmpty, given.utf8.count <= 128,
            given.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
        else { return new() }
        return given
    }

    /// 128 random bits in hexadecimal digits.
    static func new() -> String { digits(.random(in: .min ... .max)) + digits(.random(in: .min ... .max)) }

    private static func digits(_ value: UInt64) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}
