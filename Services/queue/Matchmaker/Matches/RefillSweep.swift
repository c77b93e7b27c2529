import Contracts

/// A look at all who search in a mode, for the sake of its open places: a part of them in each step.
struct RefillSweep: Sendable {
    /// So many tickets are looked at in one step for one place, fewer where there are many places.
    static let part = 200
    /// Between two parts.
    static let breath = Duration.milliseconds(20)
    /// Between two looks, where rules widen: time alone may bring somebody in.
    static let pause = Duration.seconds(1)

    /// Of those who searched when it began, whom it hasn't come to yet, the eldest first. Empty: it begins anew.
    var rest: ArraySlice<TicketID> = []
    var resumeAt: Timestamp
    /// Another place has opened since it began: once it is through, it begins anew.
    var again = false
}
