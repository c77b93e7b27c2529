import Glibc
import Load

/// How far something is, on standard error while somebody looks on there; nothing in a pipe.
struct ProgressBar {
    private let total: Int
    private let unit: String
    private let isShown: Bool
    private let begun = ContinuousClock.now
    private var shown = -1

    private static let width = 30

    /// - Parameter total: about how many there will be.
    init(total: Int, unit: String) {
        self.total = max(total, 1)
        self.unit = unit
        isShown = isatty(STDERR_FILENO) == 1
    }

    /// Draws the bar when it has moved.
    mutating func show(_ count: Int) {
        let permille = min(1000, count * 1000 / total)
        guard isShown, permille != shown else { return }
        shown = permille
        let filled = permille * Self.width / 1000
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.width - filled)
        write("\r\(bar) \(permille / 10) %  \(count) of \(max(count, total)) \(unit)\(left(permille))\u{1b}[K")
    }

    /// Takes the bar away.
    func finish() {
        if isShown { write("\r\u{1b}[K") }
    }

    private func left(_ permille: Int) -> String {
        guard permille > 0, permille < 1000 else { return "" }
        let passed = begun.duration(to: .now).inSeconds
        let seconds = Int((passed * Double(1000 - permille) / Double(permille)).rounded(.up))
        return seconds < 2 ? "" : ", \(seconds) s left"
    }

    private func write(_ text: String) {
        let bytes = Array(text.utf8)
        // The bar is decoration: whether it could be drawn changes nothing.
        _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
