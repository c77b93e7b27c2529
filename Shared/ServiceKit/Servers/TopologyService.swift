import AMQP
import Logging
import Messaging
import ServiceLifecycle
import Threads

/// Looks at start whether the broker has what the service needs to be declared beforehand, and says what is missing until
/// it is there. More than that, as a newer release brings, is fine.
///
/// Only looks: `muster topology apply` is what declares, by an account that may.
public final class TopologyService: Service {
    private static let interval = Duration.seconds(2)

    private let administrator: TopologyAdministrator
    private let needed: Topology
    private let logger: Logger
    /// `nil` until the broker has been asked.
    private let missing = Locked<[String]?>(nil)

    public init(_ broker: AMQPConfiguration, context: ProgramContext) {
        administrator = TopologyAdministrator(broker.named("topology"))
        needed = .needed(by: context.service)
        logger = context.logger
    }

    /// Makes readiness depend on the topology.
    public func register(in readiness: Readiness) {
        readiness.register("topology") { [missing] in
            switch missing.withLock({ $0 }) {
            case nil: throw NotReady("the broker hasn't been asked yet")
            case .some(let missing) where !missing.isEmpty:
                throw NotReady("\(Self.list(missing)): run muster topology apply")
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
            let found = try await administrator.check(needed)
            let isNews = missing.withLock { before in
                defer { before = found }
                return before != found
            }
            if isNews, !found.isEmpty {
                logger.error(
                    "the broker's topology is incomplete: run muster topology apply",
                    metadata: ["amqp.missing": "\(Self.list(found))"])
            }
            return found.isEmpty
        } catch {
            logger.debug("the broker's topology can't be looked at", metadata: ["error": "\(error)"])
            return false
        }
    }

    /// The first few: where all is missing, nobody reads the rest.
    private static func list(_ missing: [String]) -> String {
        let named = missing.prefix(3).joined(separator: "; ")
        return missing.count > 3 ? "\(named); and \(missing.count - 3) more" : named
    }
}
