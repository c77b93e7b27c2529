import Logging
import Threads

/// Whether this process can do its work: the dependencies that it named, and their state at this moment.
public final class Readiness: Sendable {
    /// Returns when the dependency can be used; throws when not. `NotReady`'s text is shown to whoever asks, other
    /// errors are only logged.
    public typealias Check = @Sendable () async throws -> Void

    private enum Phase { case starting, running, draining }

    private struct State {
        var phase = Phase.starting
        var checks: [(name: String, check: Check)] = []
        var lastStates: [String: ReadinessReport.State] = [:]
    }

    private let state = Locked(State())
    private let logger: Logger
    private let limit: Duration

    /// - Parameter limit: how long a check may take before its dependency counts as late.
    public init(logger: Logger = Logger(label: "muster.readiness"), limit: Duration = .seconds(1)) {
        self.logger = logger
        self.limit = limit
    }

    /// Adds a dependency. The same name again replaces its check.
    public func register(_ name: String, _ check: @escaping Check) {
        state.withLock { state in
            state.checks.removeAll { $0.name == name }
            state.checks.append((name, check))
        }
    }

    /// All services are running: from now on the dependencies decide.
    public func started() {
        state.withLock { state in
            if state.phase == .starting { state.phase = .running }
        }
    }

    /// The process is about to end: not ready from now on.
    public func draining() {
        state.withLock { $0.phase = .draining }
    }

    /// Asks all dependencies at once. A change of a dependency's state is logged.
    public func report() async -> ReadinessReport {
        let (checks, limit) = (state.withLock { $0.checks }, limit)
        let outcomes = await withTaskGroup(of: (String, ReadinessReport.Dependency, String).self) { group in
            for (name, check) in checks {
                group.addTask {
                    do {
                        try await withDeadline(limit, operation: check)
                        return (name, ReadinessReport.Dependency(state: .ready), "")
                    } catch let error as NotReady {
                        return (name, .init(state: .unavailable, detail: error.reason), error.reason)
                    } catch is DeadlineExceeded {
                        return (name, .init(state: .late), "no answer within \(limit)")
                    } catch {
                        return (name, .init(state: .unavailable), "\(error)")
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let (phase, changed) = state.withLock { state in
            let changed = outcomes.filter { name, dependency, _ in
                state.lastStates.updateValue(dependency.state, forKey: name) ?? .ready != dependency.state
            }
            return (state.phase, changed)
        }
        for (name, dependency, reason) in changed.sorted(by: { $0.0 < $1.0 }) {
            let metadata: Logger.Metadata = [
                "dependency": "\(name)", "dependency.state": "\(dependency.state.rawValue)", "reason": "\(reason)",
            ]
            logger.log(level: dependency.state == .ready ? .info : .warning, "dependency changed", metadata: metadata)
        }
        let ready = outcomes.allSatisfy { $0.1.state == .ready }
        return ReadinessReport(
            status: phase == .starting ? .starting : phase == .draining ? .draining : ready ? .ready : .unavailable,
            dependencies: Dictionary(uniqueKeysWithValues: outcomes.map { ($0.0, $0.1) }))
    }
}

/// Why a dependency can't be used, in words fit for strangers: no addresses, no SQL, no paths.
public struct NotReady: Error, Hashable, CustomStringConvertible {
    public let reason: String

    public init(_ reason: String) {
        self.reason = reason
    }

    public var description: String { reason }
}
