import Contracts
import Foundation

/// The wall clock, as requests write it.
enum TestClock {
    static func rfc3339(after delay: Duration = .zero) -> String {
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        return (Contracts.Timestamp(milliseconds: now) + delay).rfc3339
    }

    /// The moment that an answer names; nil where it isn't RFC 3339.
    static func moment(_ text: String?) -> Contracts.Timestamp? { text.flatMap { Contracts.Timestamp(rfc3339: $0) } }
}
