import Logging

/// What a `ServiceGroup` runs, and how it ends.
public struct ServiceGroupConfiguration: Sendable {
    /// One service, and what its end means for the others.
    public struct ServiceConfiguration: Sendable {
        /// What happens when a service ends by itself.
        public enum TerminationBehavior: Sendable, Hashable {
            /// All others are cancelled, and the group throws.
            case cancelGroup
            /// All others shut down gracefully.
            case gracefullyShutdownGroup
            /// The others go on.
            case ignore
        }

        public var service: any Service
        public var successTerminationBehavior: TerminationBehavior
        public var failureTerminationBehavior: TerminationBehavior

        public init(
            service: any Service, successTerminationBehavior: TerminationBehavior = .cancelGroup,
            failureTerminationBehavior: TerminationBehavior = .cancelGroup
        ) {
            self.service = service
            self.successTerminationBehavior = successTerminationBehavior
            self.failureTerminationBehavior = failureTerminationBehavior
        }
    }

    /// Started in this order, dependencies first; shut down in reverse, each only when the one after it has ended.
    public var services: [ServiceConfiguration]
    /// Ask for graceful shutdown; a second one cancels.
    public var gracefulShutdownSignals: [UnixSignal]
    /// Cancel at once.
    public var cancellationSignals: [UnixSignal]
    /// How long all services together may take to shut down gracefully, before they are cancelled.
    public var maximumGracefulShutdownDuration: Duration
    /// How long they may take to end once cancelled, before the process exits with code 1.
    public var maximumCancellationDuration: Duration
    public var logger: Logger

    public init(
        services: [ServiceConfiguration], gracefulShutdownSignals: [UnixSignal] = [],
        cancellationSignals: [UnixSignal] = [], maximumGracefulShutdownDuration: Duration = .seconds(20),
        maximumCancellationDuration: Duration = .seconds(5), logger: Logger
    ) {
        self.services = services
        self.gracefulShutdownSignals = gracefulShutdownSignals
        self.cancellationSignals = cancellationSignals
        self.maximumGracefulShutdownDuration = maximumGracefulShutdownDuration
        self.maximumCancellationDuration = maximumCancellationDuration
        self.logger = logger
    }
}
