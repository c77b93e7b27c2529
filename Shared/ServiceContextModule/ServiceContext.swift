/// What travels with a piece of work, from call to call and, by whoever sends messages, from process to process.
///
/// The names and shapes are swift-service-context's.
///
/// ```swift
/// var context = ServiceContext.topLevel
/// context.requestID = request.id
/// await ServiceContext.withValue(context) { … ServiceContext.current?.requestID … }
/// ```
public struct ServiceContext: Sendable {
    private var storage: [ObjectIdentifier: any Sendable] = [:]

    /// The context of the task at hand; `nil` outside of any.
    @TaskLocal public static var current: ServiceContext?

    /// Nothing yet.
    public static var topLevel: ServiceContext { ServiceContext() }

    private init() {}

    public subscript<Key: ServiceContextKey>(_ key: Key.Type) -> Key.Value? {
        get { storage[ObjectIdentifier(key)] as? Key.Value }
        set { storage[ObjectIdentifier(key)] = newValue }
    }

    public var isEmpty: Bool { storage.isEmpty }

    /// Runs the operation, and the tasks that it makes, with the value as the current context.
    public static func withValue<Result>(
        _ value: ServiceContext?, operation: () throws -> Result
    ) rethrows -> Result {
        try $current.withValue(value, operation: operation)
    }

    /// Runs the operation, and the tasks that it makes, with the value as the current context.
    public static func withValue<Result>(
        _ value: ServiceContext?, isolation: isolated (any Actor)? = #isolation,
        operation: () async throws -> Result
    ) async rethrows -> Result {
        try await $current.withValue(value, operation: operation, isolation: isolation)
    }
}

/// The key of one value in a ``ServiceContext``.
public protocol ServiceContextKey: Sendable {
    associatedtype Value: Sendable
}
