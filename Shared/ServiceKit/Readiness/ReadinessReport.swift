/// The body of `/readyz`.
public struct ReadinessReport: Codable, Sendable, Hashable {
    public enum Status: String, Codable, Sendable {
        case ready
        /// Services are being set up.
        case starting
        /// A dependency isn't ready.
        case unavailable
        /// The process is about to end.
        case draining
    }

    public enum State: String, Codable, Sendable {
        case ready
        case unavailable
        /// It didn't answer in time.
        case late
    }

    public struct Dependency: Codable, Sendable, Hashable {
        public let state: State
        /// What is missing, where that can be told to anybody.
        public let detail: String?

        public init(state: State, detail: String? = nil) {
            self.state = state
            self.detail = detail
        }
    }

    public let status: Status
    /// By the names under which they were registered.
    public let dependencies: [String: Dependency]

    public init(status: Status, dependencies: [String: Dependency]) {
        self.status = status
        self.dependencies = dependencies
    }
}
