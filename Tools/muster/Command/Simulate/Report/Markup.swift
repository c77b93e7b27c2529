/// Text of a page that is HTML and XML alike.
extension String {
    /// As it stands between tags, and in quotes.
    var escaped: String {
        var text = ""
        for character in unicodeScalars {
            switch character {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            case "\t", "\n": text += " "
            // XML knows no other control characters, and not these two.
            case _ where character.value < 0x20 || (0xfffe...0xffff).contains(character.value): text += "\u{fffd}"
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }
}

extension Double {
    /// With as many digits as its size lets matter.
    var brief: String {
        let size = abs(self)
        let digits = size >= 100 ? 0 : size >= 10 ? 1 : 2
        var text = fixed(digits)
        guard text.contains(".") else { return text }
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }

    /// Seconds as `0:05`, `12:30`, `1:00:00`.
    var clock: String {
        let seconds = Int64(rounded())
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        return hours > 0 ? "\(hours):\(two(minutes)):\(two(seconds % 60))" : "\(minutes):\(two(seconds % 60))"
    }
}
