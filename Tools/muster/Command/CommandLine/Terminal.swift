import Glibc

/// Colours where somebody looks on; plain text in a pipe, in a dumb terminal, and with `NO_COLOR`.
struct Terminal: Sendable {
    enum Style: String, Sendable {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
    }

    let isColoured: Bool

    /// Whether somebody looks on, instead of a program.
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    init(environment: [String: String]) {
        isColoured =
            Self.isTerminal && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
    }

    func styled(_ text: String, _ style: Style) -> String {
        isColoured ? "\u{1b}[\(style.rawValue)m\(text)\u{1b}[0m" : text
    }
}

extension Double {
    /// With a fixed number of digits after the point, without Foundation's formatting.
    func fixed(_ digits: Int) -> String {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let scaled = (self * scale).rounded()
        guard digits > 0, abs(scaled) < 9e15 else { return String(Int64(max(-9e18, min(9e18, rounded())))) }
        let number = Int64(abs(scaled))
        let fraction = String(number % Int64(scale))
        let padded = String(repeating: "0", count: digits - fraction.count) + fraction
        return (scaled < 0 ? "-" : "") + "\(number / Int64(scale)).\(padded)"
    }
}
