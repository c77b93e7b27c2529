/// The time that was given to an operation has passed.
public struct DeadlineExceeded: Error, Hashable, CustomStringConvertible {
    /// How long it was given.
    public let duration: Duration

    public init(duration: Duration) {
        self.duration = duration
    }

    public var description: String { "not done within \(duration)" }
}

/// Runs `operation` and throws `DeadlineExceeded` when it hasn't ended within `duration`.
///
/// Structured: the operation is cancelled at the deadline and waited for, so it must answer cancellation (`OneShot`,
/// `Task.sleep` and our clients do). An operation that ends in the same instant wins. Each call arms a timer that
/// stays in the runtime until it fires, so thousands a second belong on a loop with deadlines of its own.
public func withDeadline<Success: Sendable>(
    _ duration: Duration,
    operation: @escaping @Sendable () async throws -> Success
) async throws -> Success {
    return try await withThrowingTaskGroup(of: Contender<Success>.self) { group in
        group.addTask {
            do { return .operation(.success(try await operation())) } catch { return .operation(.failure(error)) }
        }
        group.addTask {
            do {
                try await Task.sleep(for: duration)
                return .timer
            } catch {
                return .cancelledTimer  // the caller was cancelled, or the operation has won
            }
        }
        var late = false
        while let first = try await group.next() {
            switch first {
            case .operation(.success(let value)):
                group.cancelAll()
                return value
            case .operation(.failure(let error)):
                group.cancelAll()
                if late { throw DeadlineExceeded(duration: duration) }
                throw error
            case .timer:
                late = true
                group.cancelAll()
            case .cancelledTimer:
                break
            }
        }
        throw CancellationError()
    }
}

/// What ended first.
private enum Contender<Success: Sendable>: Sendable {
    case operation(Result<Success, any Error>)
    case timer
    case cancelledTimer
}
