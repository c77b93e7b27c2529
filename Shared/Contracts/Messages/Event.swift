/// Something that happened, told at least once under one id as a CloudEvents 1.0 message.
public protocol Event: Codable, Sendable, Hashable {
    /// The CloudEvents `type` and routing key, such as `match.result.recorded.v1`.
    static var type: String { get }
    /// Who says it.
    static var source: ServiceName { get }
    /// Where it is published.
    static var audience: EventAudience { get }
    /// The CloudEvents `subject`: what it happened to, which is also what its order is kept by.
    var subject: String { get }
}

/// Who may hear an event.
public enum EventAudience: Sendable {
    /// Operators too, on `muster.events`.
    case operators
    /// The services alone, on `muster.internal`.
    case services
}
