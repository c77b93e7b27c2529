import Contracts

/// Whether everybody in a match found wants it, and until when they may say so.
public struct ReadyCheck: Codable, Sendable, Hashable {
    public enum Answer: String, Codable, Sendable, Hashable { case accepted, declined }

    public enum Verdict: Sendable, Hashable {
        case noted
        /// The same answer had been given.
        case repeated
        /// The other answer had been given.
        case contradicted
    }

    /// What open checks get after an outage.
    public static let grace = Duration.seconds(10)

    public private(set) var acceptBy: Timestamp
    /// True after an outage: those who don't answer may have been unable to, so silence is no fault.
    public private(set) var silenceIsExcused: Bool
    /// By seat.
    public private(set) var answers: [Answer?]

    public init(seats: Int, acceptBy: Timestamp) {
        self.acceptBy = acceptBy
        silenceIsExcused = false
        answers = Array(repeating: nil, count: seats)
    }

    public var accepted: Int { answers.count { $0 == .accepted } }
    public var isUnanimous: Bool { answers.allSatisfy { $0 == .accepted } }

    public mutating func note(_ answer: Answer, seat: Int) -> Verdict {
        guard let before = answers[seat] else {
            answers[seat] = answer
            return .noted
        }
        return before == answer ? .repeated : .contradicted
    }

    /// Seats that have said nothing.
    public var silent: [Int] { answers.indices.filter { answers[$0] == nil } }

    public mutating func excuse(until: Timestamp) {
        acceptBy = max(acceptBy, until)
        silenceIsExcused = true
    }

    /// Of players who have said yes elsewhere.
    mutating func add(accepted: Int) { answers += Array(repeating: .accepted, count: accepted) }

    /// Where nobody is asked.
    public mutating func acceptAll() { answers = answers.map { _ in .accepted } }
}
