import Contracts

/// Collects what is wrong with a body, so that a 422 names every member at once.
public struct BodyRule {
    public private(set) var errors: [Refusal.FieldError] = []

    public init() {}

    /// A body that names another `type` than the route's is not meant for it; one that names none is.
    public mutating func type(_ type: String?, is expected: String...) {
        guard let type, !expected.contains(type) else { return }
        refuse("type", "must be \(expected.joined(separator: " or "))")
    }

    public mutating func refuse(_ field: String, _ message: String) {
        errors.append(Refusal.FieldError(field, message))
    }

    /// A member that must be there; the fallback stands in for it until ``check()`` refuses.
    public mutating func required<Value>(_ field: String, _ value: Value?, _ fallback: Value) -> Value {
        if value == nil { refuse(field, "is required") }
        return value ?? fallback
    }

    /// Throws everything that was refused so far.
    public func check() throws(Refusal) {
        guard !errors.isEmpty else { return }
        throw Refusal(.invalid, errors.map { "\($0.field) \($0.message)" }.joined(separator: "; "), errors: errors)
    }
}

/// What a body must be made of before it becomes a message to a service.
public enum Limits {
    public static let modes = 16
    public static let attributes = 32
    public static let attributeBytes = 512
    public static let regions = 32
    public static let addresses = 64
    public static let customBytes = 16 * 1024
    /// Milliseconds.
    public static let latency = 60_000.0
}
