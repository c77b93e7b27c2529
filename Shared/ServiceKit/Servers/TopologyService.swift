import AMQP
import Logging
import Messaging
import ServiceLifecycle
import Threads

/// Looks at start whether the broker has everything that is declared beforehand, and says what is missing until it is there.
///
/// Only looks: `muster topology apply` is what declares, by an account that may.
public final class TopologyService: Service {
    private static let interval = Duration.seconds(2)

    private let administrator: TopologyAdministrator
    private let logger: Logger
    /// `nil` until the broker has been asked.
    private let missing = Locked<[String]?>(nil)

    public init(_ broker: AMQPConfiguration, logger: Logger) {
        administrator = TopologyAdministrator(broker.named("topology"))
        self.logger = logger
    }

    /// Makes readiness depend on the topology.
    public func register(in readiness: Readiness) {
        readiness.register("topology") { [missing] in
            switch missing.withLock({ $0 }) {
            case nil: throw NotReady("the broker hasn't been asked yet")
            case .some(let missing) where !missing.isEmpty:
                throw NotReady("\(missing.joined(separator: "; ")): run muster topology apply")
            default: return
            }
        }
    }

    public func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                while await !self.look() { try await Task.sleep(for: Self.interval) }
                try await gracefulShutdown()
            }
        } catch is CancellationError {}
    }

    /// Asks the broker. True when nothing is missing.
    private func look() async -> Bool {
        do {
            let found = try await administrator.check(.muster)
            let isNews = missing.withLock { before in
                defer { before = found }
                return before != found
            }
            if isNews, !found.isEmpty {
                logger.error(
                    "the broker's topology is incomplete: run muster topology apply",
                    metadata: ["amqp.missing": "\(found.joined(separator: "; "))"])
            }
            return found.isEmpty
        } catch {
            logger.debug("the broker's topology can't be looked at", metadata: ["error": "\(error)"])
            return false
        }
    }
}
