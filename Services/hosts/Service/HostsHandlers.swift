import Contracts
import FoundationEssentials
import HostPoolCore
import Logging
import Messaging
import Redis

/// Every request that the hosts service answers.
struct HostsHandlers: Sendable {
    let store: HostStore
    let rules: HostPoolRules
    let iceServers: ICEServers
    let signalingURL: String
    let logger: Logger

    var rpc: RPCHandlers {
        var handlers = RPCHandlers()
        handlers.handle(HeartbeatHost.self, heartbeat)
        handlers.handle(SetHostStatus.self, setStatus)
        handlers.handle(FindHost.self, find)
        handlers.handle(ReserveHost.self, reserve)
        handlers.handle(ReleaseHost.self, release)
        handlers.handle(CheckMatchHosts.self, check)
        handlers.handle(ListHosts.self, list)
        handlers.handle(GetICEServers.self) { request in ice(for: request.caller) }
        return handlers
    }

    func heartbeat(_ request: HeartbeatHost) async throws -> HeartbeatHost.Reply {
        if let status = request.status { try know(status) }
        guard request.isWellFormed else { throw RPCError.failed("a heartbeat that is out of bounds") }
        try await reach { () throws(RedisError) in try await store.heartbeat(request) }
        return HeartbeatHost.Reply(ttlSeconds: Int(rules.keyLifetime.components.seconds))
    }

    func setStatus(_ request: SetHostStatus) async throws -> SetHostStatus.Reply {
        try know(request.status)
        guard request.hostID.isWellFormed else { return .refused(Refusal(.notFound)) }
        let isAlive = try await reach { () throws(RedisError) in
            try await store.setStatus(request.hostID, request.status)
        }
        return isAlive ? .success(request.status) : .refused(Refusal(.notFound, "no such host, or it has gone"))
    }

    func find(_ request: FindHost) async throws -> FindHost.Reply {
        let claim = try await reach { () throws(RedisError) in try await store.find(region: request.region) }
        guard let claim else { return .refused(Refusal(.notFound, "no host is free")) }
        return .success(
            FindHost.Found(roomID: claim.roomID, signalingURL: signalingURL, iceServers: ice(for: request.caller)))
    }

    /// In the first of the regions that has a host, or anywhere.
    func reserve(_ request: ReserveHost) async throws -> ReserveHost.Reply {
        for region in request.regions.map(Optional.some) + [nil] {
            let claim = try await reach { () throws(RedisError) in
                try await store.reserve(request.matchID, region: region)
            }
            guard let claim else { continue }
            return .success(
                ReserveHost.Reserved(
                    hostID: claim.hostID, region: claim.region, roomID: claim.roomID, signalingURL: signalingURL,
                    iceServers: ice(for: request.matchID.rawValue)))
        }
        return .refused(Refusal(.notFound, "no host is free"))
    }

    func release(_ request: ReleaseHost) async throws -> ReleaseHost.Reply {
        try await reach { () throws(RedisError) in try await store.release(request.matchID) }
        return .success(Done())
    }

    func check(_ request: CheckMatchHosts) async throws -> CheckMatchHosts.Reply {
        var reply = CheckMatchHosts.Reply(kept: [], inSession: [])
        for matchID in request.matchIDs {
            switch try await reach({ () throws(RedisError) in try await store.check(matchID) }) {
            case .kept: reply.kept.append(matchID)
            case .inSession: reply.inSession.append(matchID)
            case .gone: break
            }
        }
        return reply
    }

    func ice(for caller: String) -> [ICEServer] {
        iceServers.entries(for: caller, atUnixSeconds: Int64(Date().timeIntervalSince1970))
    }

    func list(_: ListHosts) async throws -> ListHosts.Reply {
        try await reach { () throws(RedisError) in try await store.list() }
    }

    private func know(_ status: HostStatus) throws(RPCError) {
        guard status.isKnown else { throw .unsupported("the host status \(status)") }
    }

    /// Tells a Redis that is away from a fault of our own.
    private func reach<Success>(
        _ work: () async throws(RedisError) -> Success
    ) async throws -> Success {
        do throws(RedisError) {
            return try await work()
        } catch {
            switch error.kind {
            case .unavailable:
                logger.info("redis can't be asked", metadata: ["error": "\(error)"])
                throw RPCError.unavailable("hosts can't be reached right now")
            case .outcomeUnknown:
                logger.info("redis has not answered", metadata: ["error": "\(error)"])
                throw RPCError.deadline
            case .server, .decoding, .misuse: throw error
            }
        }
    }
}
