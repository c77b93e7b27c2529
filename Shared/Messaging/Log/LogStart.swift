import AMQP
import Contracts

/// Where reading the log begins.
public enum LogStart: Sendable, Hashable {
    /// With the oldest event that is still there.
    case first
    /// With the last few that the broker wrote in one go, or the last one.
    case last
    /// With what is written from now on.
    case next
    /// With this one; with the oldest when it isn't there any more.
    case offset(Int64)
    /// With those of this moment, or a little earlier: the broker looks among the groups that it wrote in one go.
    case moment(Timestamp)

    /// The consumer's `x-stream-offset`.
    var argument: FieldValue {
        switch self {
        case .first: "first"
        case .last: "last"
        case .next: "next"
        case .offset(let offset): .int(offset)
        case .moment(let moment): .timestamp(moment.milliseconds / 1000)
        }
    }
}
