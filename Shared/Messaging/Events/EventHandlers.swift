import Contracts
import FoundationEssentials

/// What a service does about events, by their types.
public struct EventHandlers: Sendable {
    typealias Handler = @Sendable (_ data: Data, ReceivedEvent) async throws -> Void

    /// The data can't be read as the type that it says it is.
    struct Undecodable: Error {
        let cause: any Error
    }

    private var handlers: [String: Handler] = [:]
    private(set) var sources: [(exchange: String, type: String)] = []

    public init() {}

    /// The types that have a handler.
    public var types: Set<String> { Set(handlers.keys) }

    /// Does something about events of a type. The same event may come more than once.
    ///
    /// Traps when the type has a handler already.
    public mutating func on<Told: Event>(
        _ type: Told.Type, _ handler: @escaping @Sendable (Told, ReceivedEvent) async throws -> Void
    ) {
        precondition(handlers[Told.type] == nil, "two handlers for \(Told.type)")
        sources.append((Told.audience.exchange, Told.type))
        handlers[Told.type] = { data, event in
            let told: Told
            do { told = try VerbatimJSON.decode(Told.self, from: data) } catch { throw Undecodable(cause: error) }
            try await handler(told, event)
        }
    }

    func handler(of type: String) -> Handler? { handlers[type] }
}
