import Logging

/// What can happen to a running group.
enum GroupEvent: Sendable {
    /// By whom: a signal, the parent group, a call.
    case shutdownRequested(String)
    case cancelRequested(String)
    case shutdownDeadlinePassed
    case serviceEnded(Int, Result<Void, any Error>)
}

/// What the group does about it.
enum GroupAction: Sendable {
    case log(Logger.Level, Logger.Message, Logger.Metadata)
    case shutDown(Int)
    case armShutdownDeadline
    case cancelAll
}

/// The decisions of a `ServiceGroup`: which service is asked to end when, and what the group reports at its end.
struct GroupProgress: Sendable {
    typealias Configured = ServiceGroupConfiguration.ServiceConfiguration

    /// Who asks for shutdown when it is the group around this one.
    static let parent = "parent"

    private enum Phase {
        case running
        /// The service that was asked to shut down and hasn't ended yet.
        case shuttingDown(Int)
        case cancelled
    }

    private let services: [Configured]
    private var alive: Set<Int>
    private var phase = Phase.running

    /// What `run()` throws; nil after a graceful shutdown.
    private(set) var error: (any Error)?

    init(services: [Configured]) {
        self.services = services
        alive = Set(services.indices)
    }

    /// True when all services have ended.
    var isDone: Bool { alive.isEmpty }

    mutating func handle(_ event: GroupEvent) -> [GroupAction] {
        switch event {
        case .shutdownRequested(let by):
            switch phase {
            case .running:
                // What the group around this one has logged needn't be said again.
                let level = by == Self.parent ? Logger.Level.debug : .info
                let log = GroupAction.log(level, "shutting down", ["shutdown.by": "\(by)"])
                return [log, .armShutdownDeadline] + shutDownNext()
            case .shuttingDown: return cancel(because: CancellationError(), by: "second \(by)")
            case .cancelled: return []
            }
        case .cancelRequested(let by):
            return cancel(because: CancellationError(), by: by)
        case .shutdownDeadlinePassed:
            return cancel(because: ServiceGroupError.gracefulShutdownTimedOut, by: "deadline")
        case .serviceEnded(let index, let outcome):
            alive.remove(index)
            return ended(index, outcome)
        }
    }

    private mutating func ended(_ index: Int, _ outcome: Result<Void, any Error>) -> [GroupAction] {
        let name = "\(type(of: services[index].service))"
        if case .cancelled = phase { return [] }
        if case .shuttingDown(let current) = phase {
            var log: [GroupAction] = []
            // An error on the way down doesn't keep the others from shutting down, but it is what the group reports.
            if case .failure(let failure) = outcome, !(failure is CancellationError) {
                log = [Self.failed(name, failure)]
                error = error ?? failure
            }
            return log + (index == current ? shutDownNext() : [])
        }
        let behavior: Configured.TerminationBehavior
        let reason: any Error
        var actions: [GroupAction] = []
        switch outcome {
        case .success:
            behavior = services[index].successTerminationBehavior
            reason = ServiceGroupError.serviceFinishedUnexpectedly(service: name)
        case .failure(let failure):
            behavior = services[index].failureTerminationBehavior
            reason = failure
            actions.append(Self.failed(name, failure))
        }
        switch behavior {
        case .cancelGroup: return actions + cancel(because: reason, by: name)
        case .ignore: return actions
        case .gracefullyShutdownGroup:
            if case .failure = outcome { error = error ?? reason }
            let log = GroupAction.log(.info, "shutting down", ["shutdown.by": "\(name)"])
            return actions + [log, .armShutdownDeadline] + shutDownNext()
        }
    }

    /// The last one still alive: those before it may be its dependencies.
    private mutating func shutDownNext() -> [GroupAction] {
        guard let last = alive.max() else { return [] }
        phase = .shuttingDown(last)
        return [.shutDown(last)]
    }

    private mutating func cancel(because reason: any Error, by: String) -> [GroupAction] {
        if case .cancelled = phase { return [] }
        phase = .cancelled
        error = error ?? reason
        return [.log(.warning, "cancelling all services", ["shutdown.by": "\(by)"]), .cancelAll]
    }

    private static func failed(_ name: String, _ error: any Error) -> GroupAction {
        .log(.error, "service failed", ["service": "\(name)", "error": "\(error)"])
    }
}
