import Contracts
import HTTPServer
import Logging
import Messaging
import ServiceLifecycle

/// The modes as the queue service has them, a few seconds old at most: which there are, and to which shard each goes.
actor ModeDirectory: Service {
    private let rpc: RPCClient
    private let logger: Logger
    private var modes: [ModeSummary] = []
    /// Whether they have been read yet.
    private(set) var isKnown = false

    static let refreshInterval = Duration.seconds(2)
    /// Until they are known, since the gateway isn't ready before.
    private static let firstInterval = Duration.milliseconds(100)

    init(rpc: RPCClient, logger: Logger) {
        self.rpc = rpc
        self.logger = logger
    }

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do { try await self.refresh() } catch {
                    self.logger.debug("modes not refreshed", metadata: ["error": "\(error)"])
                }
                let pause = await self.isKnown ? Self.refreshInterval : Self.firstInterval
                do { try await Task.sleep(for: pause) } catch { return }  // cancelled: shutting down
            }
        }
    }

    /// Reads the modes anew.
    @discardableResult
    func refresh() async throws(RPCError) -> [ModeSummary] {
        modes = try await rpc.call(ListModes(), deadline: .seconds(2))
        isKnown = true
        return modes
    }

    /// All modes, as read last; asks when none were read yet.
    func all() async throws -> [ModeSummary] {
        if isKnown { return modes }
        do { return try await refresh() } catch { throw Backend.problem(error, service: "queue") }
    }

    /// The shards that players of any mode may be in.
    var shards: [Shard] { Set(modes.map(\.shard)).sorted() }

    /// The shard for a ticket.
    ///
    /// - Throws: `unknownMode` for modes that don't exist or don't share a group.
    func shard(for names: [ModeName]) async throws -> Shard {
        var found = try await find(names)
        if found.count < names.count {
            // A mode may have been added a moment ago.
            do { try await refresh() } catch { throw Backend.problem(error, service: "queue") }
            found = try await find(names)
        }
        let known = modes.map(\.mode.rawValue).sorted()
        guard found.count == names.count else {
            let missing = names.filter { name in !found.contains { $0.mode == name } }
            let list = missing.map(\.rawValue).joined(separator: ", ")
            throw Refusal(
                .unknownMode, "no such mode: \(list); there are \(known.joined(separator: ", "))", known: known,
                errors: [.init("modes", "unknown: \(list)")])
        }
        guard let shard = found.first?.shard, Set(found.map(\.group)).count == 1 else {
            throw Refusal(
                .unknownMode, "modes of one ticket must share a group", known: known,
                errors: [.init("modes", "must share a group")])
        }
        return shard
    }

    private func find(_ names: [ModeName]) async throws -> [ModeSummary] {
        let all = try await all()
        return names.compactMap { name in all.first { $0.mode == name } }
    }
}
